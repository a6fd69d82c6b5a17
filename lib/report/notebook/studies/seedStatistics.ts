import { recallName } from '../../../experiments/configuration/metricNames';
import type { StoredRun } from '../../../experiments/store/storedRun';
import { bootstrapIntervals, bootstrapRunsInterval, type BootstrapOptions } from '../../../metrics/bootstrap';
import { mean } from '../../../metrics/statistics';
import type { Measured } from '../../tables/paperComparison';
import { imageHits, type HitRule } from '../imageErrorColumns';

/**
 * Recall of one run a seed on a test set, %: the mean over the seeds. The interval resamples images where there is one
 * seed, seeds and images where there are several.
 * @throws NumericalError when there is no run
 */
export function measuredRecall(runs: readonly StoredRun[], rule: HitRule): Measured {
  const name = recallName(rule.test ?? 'test', rule.metric, rule.threshold, rule.depth ?? 'all');
  const hits = runs.map((run) => imageHits(run, rule));
  return inPercent(mean(runs.map(({ metrics }) => metrics[name].value)), hits, bootstrapOf(runs[0]));
}

/**
 * How much more a network recalls than its reference, points of a percent: paired, the same seed and the same image on
 * both sides, so that what both find hard does not widen the interval.
 * @param references - as many as runs, in the same order of seeds
 * @throws NumericalError when there is no run, or the runs were not scored on the same images
 */
export function measuredDifference(
  runs: readonly StoredRun[],
  references: readonly StoredRun[],
  rule: HitRule,
): Measured {
  const differences = runs.map((run, at) => {
    const reference = imageHits(references[at], rule);
    return imageHits(run, rule).map((hit, image) => hit - reference[image]);
  });
  return inPercent(mean(differences.map((values) => mean(values))), differences, bootstrapOf(runs[0]));
}

/**
 * The interval of a mean over seeds and images: resamples images where there is one seed, seeds and images where there are
 * several.
 * @param values - [seeds][images]
 * @throws NumericalError when there is no seed or image, or the lengths differ
 */
export function seedInterval(
  values: readonly (readonly number[])[],
  options: BootstrapOptions,
): Pick<Measured, 'low' | 'high'> {
  return values.length === 1
    ? bootstrapIntervals([{ values: values[0] }], options)[0]!
    : bootstrapRunsInterval(values, options);
}

/** @param values - [seeds][images] */
function inPercent(value: number, values: readonly number[][], options: BootstrapOptions): Measured {
  const { low, high } = seedInterval(values, options);
  return { value: 100 * value, low: 100 * low, high: 100 * high };
}

function bootstrapOf({ ingredients }: StoredRun): BootstrapOptions {
  const { samples, level } = ingredients.configuration.evaluation.bootstrap;
  return { resamples: samples, confidence: level, seed: 0 };
}
