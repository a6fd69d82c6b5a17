import { NumericalError } from '../common/errors';
import { Random } from '../common/random';
import { mean, quantile } from './statistics';

/** How an interval is found by resampling. */
export interface BootstrapOptions {
  readonly resamples: number;
  /** Share of the resamples that the interval holds, such as 0.95 */
  readonly confidence: number;
  readonly seed: number;
}

/** A percentile interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A mean over some of the images: sum of values over sum of weights. A recall has hits as values. */
export interface WeightedMean {
  /** [images]; an image of weight 0 must have value 0 */
  readonly values: ArrayLike<number>;
  /** [images], 0 where an image does not count; all 1 where it is missing */
  readonly weights?: ArrayLike<number>;
}

/**
 * Percentile intervals (Efron 1979) of several means over the same images: images are drawn with replacement, the same
 * draw for all means. Resamples that hold no image of a mean say nothing about it and are left out of its interval.
 * @returns one interval a mean, or undefined where no image counts
 * @throws NumericalError when the lengths differ, there is no image, or an option is out of its range
 */
export function bootstrapIntervals(
  means: readonly WeightedMean[],
  options: BootstrapOptions,
): (Interval | undefined)[] {
  const images = means[0]?.values.length ?? 0;
  checkBootstrap(images, means, options);
  const width = 2 * means.length;
  const table = new Float64Array(images * width); // [images, means, value and weight]
  means.forEach(({ values, weights }, column) => {
    for (let image = 0; image < images; image++) {
      table[image * width + 2 * column] = values[image];
      table[image * width + 2 * column + 1] = weights?.[image] ?? 1;
    }
  });
  const outcomes = means.map(() => new Float64Array(options.resamples));
  const counts = new Int32Array(means.length);
  const random = Random.derive(options.seed, 'bootstrap');
  for (let resample = 0; resample < options.resamples; resample++) {
    const sums = sumOfDraw(table, images, width, random);
    for (let column = 0; column < means.length; column++) {
      const weight = sums[2 * column + 1];
      if (weight > 0) outcomes[column][counts[column]++] = sums[2 * column] / weight;
    }
  }
  return outcomes.map((all, column) => percentiles(all.subarray(0, counts[column]), options.confidence));
}

/**
 * Percentile interval of a mean over several runs (seeds) of the same images, by {@link resampledRunMeans}.
 * @param runs - [runs][images]
 * @throws NumericalError when the lengths differ, there is no run or image, or an option is out of its range
 */
export function bootstrapRunsInterval(
  runs: readonly ArrayLike<number>[],
  options: BootstrapOptions,
): Interval {
  return percentiles(resampledRunMeans(runs, options), options.confidence)!;
}

/**
 * Resampled means of what several runs (seeds) have on the same images: runs are drawn with replacement, then images, the
 * same for every run drawn, since all runs are scored on one test set.
 * @param runs - [runs][images]
 * @returns one mean a resample
 * @throws NumericalError when the lengths differ, there is no run or image, or an option is out of its range
 */
export function resampledRunMeans(
  runs: readonly ArrayLike<number>[],
  options: BootstrapOptions,
): Float64Array {
  const images = runs[0]?.length ?? 0;
  checkBootstrap(
    images,
    runs.map((values) => ({ values })),
    options,
  );
  const width = runs.length;
  const table = new Float64Array(images * width); // [images, runs]
  runs.forEach((values, run) => {
    for (let image = 0; image < images; image++) table[image * width + run] = values[image];
  });
  const random = Random.derive(options.seed, 'bootstrap of runs');
  return Float64Array.from({ length: options.resamples }, () => {
    const drawn = runs.map(() => random.integer(width));
    const sums = sumOfDraw(table, images, width, random);
    return mean(drawn.map((run) => sums[run])) / images;
  });
}

/** Draws as many rows as there are, with replacement, and adds them up. */
function sumOfDraw(table: Float64Array, images: number, width: number, random: Random): Float64Array {
  const sums = new Float64Array(width);
  for (let draw = 0; draw < images; draw++) {
    const row = random.integer(images) * width;
    for (let column = 0; column < width; column++) sums[column] += table[row + column]; // [images, width] -> [width]
  }
  return sums;
}

function percentiles(outcomes: Float64Array, confidence: number): Interval | undefined {
  if (outcomes.length === 0) return undefined;
  const sorted = outcomes.sort();
  const tail = (1 - confidence) / 2;
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

function checkBootstrap(images: number, means: readonly WeightedMean[], options: BootstrapOptions): void {
  const refuse = (field: string, found: string, expected: string): never => {
    throw new NumericalError({ field, found, expected, remedy: 'Correct what asks for the interval.' });
  };
  if (images === 0) refuse('values', 'none', 'at least one image');
  const lengths = means.flatMap(({ values, weights }) => [values.length, weights?.length ?? images]);
  const other = lengths.find((length) => length !== images);
  if (other !== undefined) refuse('values', `${other} beside ${images} images`, 'the same images everywhere');
  const { resamples, confidence } = options;
  if (!(Number.isInteger(resamples) && resamples > 0))
    refuse('resamples', `${resamples}`, 'a number above 0');
  if (!(confidence > 0 && confidence < 1)) refuse('confidence', `${confidence}`, 'above 0 and below 1');
}
