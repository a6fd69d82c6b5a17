import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { validate } from '../../common/validation';
import {
  nearestLevel,
  nextPartition,
  powerOfTwoExponents,
  powerOfTwoLevels,
} from '../../quantizers/methods/inqLevels';
import { inqQuantizer, type InqOptions, type InqQuantizer } from '../../quantizers/methods/inq';
import { equallySpacedMagnitudes, leastSquaresScale } from '../../quantizers/methods/leastSquaresScale';
import { onHost } from '../../quantizers/onHost';
import { tf } from '../../tensor/engine';
import { ErrorTally } from '../errorTally';
import type { GoldenCheck } from '../goldenReport';

const weights = z.array(z.number()).min(1);

const powerOfTwoSchema = z.object({
  bits: z.int().min(2),
  weights,
  largestExponent: z.int(),
  smallestExponent: z.int(),
  expected: z.array(z.number()),
});

const linearSchema = z.object({
  levels: z.int().min(2),
  weights,
  squaredErrorAtBestScale: z.number().nonnegative(),
  bestScale: z.number().positive(),
});

const partitionSchema = z
  .object({
    weights,
    fractions: z.array(z.number().min(0).max(1)).min(1),
    frozen: z.array(z.array(z.int().nonnegative())),
  })
  .refine(({ fractions, frozen }) => fractions.length === frozen.length, {
    path: ['frozen'],
    message: 'indices for each of fractions',
  });

const fileSchema = z.object({
  powerOfTwo: z.array(powerOfTwoSchema),
  linear: z.array(linearSchema),
  partition: z.array(partitionSchema),
});

/** Rounding of a sum of squares */
const rounding = 1e-12;
/** Rounding of levels that float32 holds */
const levelRounding = 1e-6;

/** The level sets of incremental network quantization and the order in which weights are frozen. */
export const inqCheck: GoldenCheck = {
  file: 'inq.json',
  check(content, source) {
    const file = validate(fileSchema, content, source, DatasetError);
    const tally = new ErrorTally();
    file.powerOfTwo.forEach((golden, index) => {
      comparePowerOfTwo(tally, `powerOfTwo ${index}`, golden);
    });
    const scaleDistances = file.linear.map((golden, index) =>
      compareLinear(tally, `linear ${index}`, golden),
    );
    file.partition.forEach((golden, index) => {
      comparePartition(tally, `partition ${index}`, golden);
    });
    const cases = file.powerOfTwo.length + file.linear.length + file.partition.length;
    const largest = Math.max(0, ...scaleDistances).toExponential(1);
    return Promise.resolve(
      tally.report(
        cases,
        'the same levels and partitions, by functions and quantizers; no larger squared error',
        `scales within ${largest} of those found on a grid`,
      ),
    );
  },
};

function comparePowerOfTwo(tally: ErrorTally, place: string, golden: z.infer<typeof powerOfTwoSchema>): void {
  const { largest, smallest } = powerOfTwoExponents(golden.weights, golden.bits);
  tally.requireEqual(
    `${place}, exponents`,
    [largest, smallest],
    [golden.largestExponent, golden.smallestExponent],
  );
  const levels = powerOfTwoLevels(golden.weights, golden.bits);
  tally.requireEqual(
    `${place}, quantized weights`,
    golden.weights.map((weight) => nearestLevel(weight, levels)),
    golden.expected,
  );
  withQuantizer(golden.weights, golden.bits, { levels: 'powersOfTwo' }, (quantizer, simulated) => {
    quantizer.advance(1);
    tally.requireEqual(`${place}, weights of the quantizer`, simulated(), golden.expected);
  });
}

/** @returns how far our scale is from theirs, relative */
function compareLinear(tally: ErrorTally, place: string, golden: z.infer<typeof linearSchema>): number {
  const { scale } = leastSquaresScale(golden.weights, golden.levels);
  const error = squaredError(golden.weights, golden.levels, scale);
  const theirs = golden.squaredErrorAtBestScale;
  const excess = Math.max(0, error - theirs);
  tally.record(excess, theirs > 0 ? excess / theirs : excess);
  if (excess > rounding * Math.max(theirs, 1)) {
    tally.fail(`${place}: squared error ${error} at scale ${scale} where ${theirs} was reached`);
  }
  const bits = Math.log2(golden.levels + 1);
  if (bits >= 2 && Number.isInteger(bits)) compareFrozen(tally, place, golden, bits);
  return Math.abs(scale - golden.bestScale) / golden.bestScale;
}

/** A quantizer of as many levels must not be worse either, but for the rounding of its levels. */
function compareFrozen(
  tally: ErrorTally,
  place: string,
  golden: z.infer<typeof linearSchema>,
  bits: number,
): void {
  withQuantizer(golden.weights, bits, { levels: 'linear' }, (quantizer, simulated) => {
    quantizer.advance(1);
    const error = simulated().reduce((sum, value, index) => sum + (value - golden.weights[index]) ** 2, 0);
    const theirs = golden.squaredErrorAtBestScale;
    if (error > theirs + levelRounding * Math.max(theirs, 1))
      tally.fail(`${place}: squared error ${error} of the quantizer where ${theirs} was reached`);
  });
}

function squaredError(values: readonly number[], levels: number, scale: number): number {
  const magnitudes = equallySpacedMagnitudes(levels).map((share) => share * scale);
  return values.reduce((sum, value) => sum + (value - nearestLevel(value, { magnitudes })) ** 2, 0);
}

function comparePartition(tally: ErrorTally, place: string, golden: z.infer<typeof partitionSchema>): void {
  const frozen = golden.weights.map(() => 0);
  golden.fractions.forEach((fraction, step) => {
    for (const index of nextPartition(golden.weights, frozen, fraction)) frozen[index] = 1;
    const indices = frozen.flatMap((value, index) => (value === 1 ? [index] : []));
    tally.requireEqual(`${place}, frozen[${step}]`, indices, golden.frozen[step]);
  });
  withQuantizer(golden.weights, 2, {}, (quantizer) => {
    golden.fractions.forEach((fraction, step) => {
      quantizer.advance(fraction);
      const free = quantizer.state[0].variable.dataSync();
      const indices = Array.from(free, (_, index) => index).filter((index) => free[index] === 0);
      tally.requireEqual(`${place}, frozen[${step}] by the quantizer`, indices, golden.frozen[step]);
    });
  });
}

/** Puts a quantizer on weights of one layer. @param work - gets it, and what reads the weights that it simulates */
function withQuantizer(
  values: readonly number[],
  bits: number,
  options: InqOptions,
  work: (quantizer: InqQuantizer, simulated: () => number[]) => void,
): void {
  const weights = tf.tidy(() => tf.variable(tf.tensor4d([...values], [1, 1, 1, values.length])));
  const quantizer = inqQuantizer('layer', weights, bits, options);
  const simulated = () => onHost(() => [...quantizer.simulate(weights as unknown as tf.Tensor4D).dataSync()]);
  try {
    work(quantizer, simulated);
  } finally {
    quantizer.dispose();
    weights.dispose();
  }
}
