import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { validate } from '../../common/validation';
import {
  initialStep,
  learnedStepQuantize,
  learnedStepRange,
  stepGradientScale,
} from '../../quantizers/learnedStep';
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
const stepTolerance = { relative: 1e-5, floor: 1 };

/** Learned step size quantization: outputs, gradients and the first step. */
export const lsqCheck: GoldenCheck = {
  file: 'lsq.json',
  check(content, source) {
    const { cases } = validate(fileSchema, content, source, DatasetError);
    const tally = new ErrorTally();
    cases.forEach((golden, index) => {
      const place = `case ${index}`;
      const { expected, input } = golden;
      const range = learnedStepRange(golden.bits, golden.signed);
      const gradScale = stepGradientScale(input.length, range.upper);
      const found = quantized(golden, gradScale);
      tally.requireEqual(`${place}, levels`, [0 - range.lower, range.upper], expected.levels);
      tally.compareAll(`${place}, output`, found.output, expected.output, tolerance);
      tally.compareAll(`${place}, gradInput`, found.gradInput, expected.gradInput, tolerance);
      tally.compare(`${place}, gradStep`, found.gradStep, expected.gradStep, stepTolerance);
      tally.compare(`${place}, gradScale`, gradScale, expected.gradScale, tolerance);
      tally.compare(`${place}, initialStep`, initialStep(input, range.upper), golden.initialStep, tolerance);
    });
    return Promise.resolve(
      tally.report(
        cases.length,
        `${tolerance.relative} relative, ${stepTolerance.relative} for the step; the same levels`,
      ),
    );
  },
};

function quantized({ bits, signed, input, step, upstream }: LsqCase, gradientScale: number) {
  const range = learnedStepRange(bits, signed);
  return tf.tidy(() => {
    const quantize = (v: tf.Tensor, s: tf.Tensor) => learnedStepQuantize(v, s, range, gradientScale);
    const { value, grads } = tf.valueAndGrads(quantize)(
      [tf.tensor1d(input), tf.scalar(step)],
      tf.tensor1d(upstream),
    );
    return {
      output: value.dataSync(),
      gradInput: grads[0].dataSync(),
      gradStep: grads[1].dataSync()[0],
    };
  });
}
