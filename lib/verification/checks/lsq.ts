import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { validate } from '../../common/validation';
import { learnedRangeQuantizer } from '../../quantizers/activations/learnedRange';
import {
  initialStep,
  learnedStepQuantize,
  learnedStepRange,
  stepGradientScale,
} from '../../quantizers/methods/learnedStep';
import { lsqQuantizer } from '../../quantizers/methods/lsq';
import { tf } from '../../tensor/engine';
import { ErrorTally } from '../errorTally';
import type { GoldenCheck } from '../goldenReport';

const numbers = z.array(z.number());

const caseSchema = z
  .object({
    bits: z.int().positive(),
    signed: z.boolean(),
    input: numbers.min(1),
    step: z.number().positive(),
    upstream: numbers,
    expected: z.object({
      output: numbers,
      gradInput: numbers,
      gradStep: z.number(),
      gradScale: z.number(),
      levels: z.tuple([z.int(), z.int()]),
    }),
    initialStep: z.number(),
  })
  .refine(({ input, upstream }) => input.length === upstream.length, {
    path: ['upstream'],
    message: 'one a number of the input',
  });

const fileSchema = z.object({ cases: z.array(caseSchema).min(1) });

type LsqCase = z.infer<typeof caseSchema>;

/** Outputs and the input's gradient are products of float32 numbers */
const tolerance = { relative: 1e-6, floor: 1e-3 };
/** The step's gradient sums terms that cancel: rounding is a share of their size, not of the sum's */
function stepTolerance({ input, step, upstream, expected }: LsqCase) {
  const [lowest, highest] = expected.levels;
  const terms = input.map((value, index) => upstream[index] * clip(value / step, lowest, highest));
  const size = terms.reduce((sum, term) => sum + Math.abs(term), 0) * expected.gradScale;
  return { relative: tolerance.relative, floor: Math.max(1, size) };
}

function clip(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** What a case gives, by one of the ways to compute it. */
interface Quantized {
  readonly output: ArrayLike<number>;
  readonly gradInput: ArrayLike<number>;
  readonly gradStep: number;
}

/** The function alone, the quantizer of weights, and that of a layer's input, which must all agree. */
const ways: Readonly<Record<string, (golden: LsqCase) => Quantized>> = {
  function: byFunction,
  weights: byWeightQuantizer,
  activations: byActivationQuantizer,
};

/** Learned step size quantization: outputs, gradients and the first step. */
export const lsqCheck: GoldenCheck = {
  file: 'lsq.json',
  check(content, source) {
    const { cases } = validate(fileSchema, content, source, DatasetError);
    const tally = new ErrorTally();
    cases.forEach((golden, index) => {
      const { expected, input } = golden;
      const range = rangeOf(golden);
      tally.requireEqual(`case ${index}, levels`, [0 - range.lower, range.upper], expected.levels);
      const gradScale = stepGradientScale(input.length, range.upper);
      tally.compare(`case ${index}, gradScale`, gradScale, expected.gradScale, tolerance);
      const first = initialStep(input, range.upper);
      tally.compare(`case ${index}, initialStep`, first, golden.initialStep, tolerance);
      for (const [way, quantized] of Object.entries(ways)) {
        const place = `case ${index}, ${way}`;
        const found = quantized(golden);
        tally.compareAll(`${place}, output`, found.output, expected.output, tolerance);
        tally.compareAll(`${place}, gradInput`, found.gradInput, expected.gradInput, tolerance);
        tally.compare(`${place}, gradStep`, found.gradStep, expected.gradStep, stepTolerance(golden));
      }
    });
    return Promise.resolve(
      tally.report(
        cases.length,
        `${tolerance.relative} relative; the same levels`,
        `each by ${Object.keys(ways).join(', ')}`,
      ),
    );
  },
};

function rangeOf({ bits, signed }: LsqCase) {
  return learnedStepRange(bits, signed);
}

function byFunction(golden: LsqCase): Quantized {
  const range = rangeOf(golden);
  const gradientScale = stepGradientScale(golden.input.length, range.upper);
  return tf.tidy(() => {
    const quantize = (v: tf.Tensor, s: tf.Tensor) => learnedStepQuantize(v, s, range, gradientScale);
    const { value, grads } = tf.valueAndGrads(quantize)(
      [tf.tensor1d(golden.input), tf.scalar(golden.step)],
      tf.tensor1d(golden.upstream),
    );
    return {
      output: value.dataSync(),
      gradInput: grads[0].dataSync(),
      gradStep: grads[1].dataSync()[0],
    };
  });
}

function byWeightQuantizer(golden: LsqCase): Quantized {
  return withInput(golden, (input) => {
    const quantizer = lsqQuantizer('layer', input, golden.bits, { range: rangeOf(golden) });
    const [logStep, logStart] = [quantizer.trained[0].variable, quantizer.state[0].variable];
    try {
      return atStep(golden, input, logStep, logStart, (weights) => quantizer.simulate(weights));
    } finally {
      quantizer.dispose();
    }
  });
}

function byActivationQuantizer(golden: LsqCase): Quantized {
  return withInput(golden, (input) => {
    const quantizer = learnedRangeQuantizer('layer', golden.bits);
    const [logStep, logStart, lowest] = [...quantizer.trained, ...quantizer.state].map(
      ({ variable }) => variable,
    );
    try {
      assign(lowest, 0 - rangeOf(golden).lower);
      return atStep(golden, input, logStep, logStart, (values) => quantizer.simulate(values));
    } finally {
      quantizer.dispose();
    }
  });
}

function withInput(golden: LsqCase, work: (input: tf.Variable) => Quantized): Quantized {
  const input = tf.tidy(() => tf.variable(tf.tensor4d(golden.input, [1, 1, 1, golden.input.length])));
  try {
    return work(input);
  } finally {
    input.dispose();
  }
}

/** What a quantizer says at the step of a case; by the chain rule the gradient of u = ln s is s that of s. */
function atStep(
  { step, upstream }: LsqCase,
  input: tf.Variable,
  logStep: tf.Variable,
  logStart: tf.Variable,
  simulate: (input: tf.Tensor4D) => tf.Tensor4D,
): Quantized {
  for (const variable of [logStep, logStart]) assign(variable, Math.log(step));
  return tf.tidy(() => {
    const values = input as unknown as tf.Tensor4D;
    const weighted = () => tf.sum(tf.mul(simulate(values), tf.tensor4d(upstream, values.shape))) as tf.Scalar;
    const { grads } = tf.variableGrads(weighted, [input, logStep]);
    return {
      output: simulate(values).dataSync(),
      gradInput: grads[input.name].dataSync(),
      gradStep: grads[logStep.name].dataSync()[0] / step,
    };
  });
}

function assign(variable: tf.Variable, value: number): void {
  tf.tidy(() => {
    variable.assign(tf.scalar(value));
  });
}
