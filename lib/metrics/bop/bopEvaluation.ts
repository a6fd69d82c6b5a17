import { NumericalError } from '../../common/errors';
import { silentReporter, type Reporter } from '../../common/reporter';
import type { BopDataset } from '../../datasets/bop/bopDataset';
import { estimateImageKey, type BopEstimate } from '../../datasets/bop/results/estimate';
import type { BootstrapOptions } from '../bootstrap';
import { standardEvaluation } from '../poseEvaluation';
import { recallRows, type BopRecallRow } from './bopRecalls';
import { evaluationTargets } from './evaluationTargets';
import type { BopMetric } from './poseErrorKinds';
import { surfaceDiscrepancyFault, TargetScorer, type ScoredTruth } from './targetScorer';

export interface BopEvaluationOptions extends BootstrapOptions {
  /** Metrics that are computed; VSD only where the set has what it needs */
  readonly metrics: readonly BopMetric[];
  readonly reporter?: Reporter;
}

/** How well results find what a BOP set asks for. */
export interface BopEvaluation {
  /** Poses to find */
  readonly targets: number;
  readonly images: number;
  /** Poses for whose object there is no estimate in their image */
  readonly missing: number;
  /** Metrics that were computed, in the order asked for */
  readonly metrics: readonly BopMetric[];
  /** Why the visible surface discrepancy is not among them though it was asked for */
  readonly withoutDiscrepancy?: string;
  /** Over all targets, by object, by depth of the target */
  readonly recalls: readonly BopRecallRow[];
  /** Mean of VSD, MSSD and MSPD over all targets; null unless all three were computed */
  readonly averageRecall: number | null;
  /** Mean time an image with estimates, s; null where a time is not known */
  readonly secondsPerImage: number | null;
}

/** ADD and ADI of every object cost time and are left out: ADD(-S) takes the one that suits. */
export const standardBopEvaluation: BopEvaluationOptions = {
  metrics: ['VSD', 'MSSD', 'MSPD', 'ADD(-S)', 'projection', '5°5cm'],
  resamples: standardEvaluation.resamples,
  confidence: standardEvaluation.confidence,
  seed: standardEvaluation.seed,
};

/**
 * Scores estimates by the rules of the BOP challenge for localization (arXiv 2009.07378): of each object in each image the
 * surest estimates, as many as there are targets, are matched to the true poses; a recall is the share of matched targets,
 * averaged over the metric's thresholds. Intervals by bootstrap over the images.
 * @param estimates - as `readBopResults` gives them; those of objects that are no target in their image do not count
 * @throws NumericalError when nothing is to be found, or no metric is asked for
 * @throws DatasetError when a depth image cannot be read
 */
export async function evaluateBopResults(
  dataset: BopDataset,
  estimates: readonly BopEstimate[],
  options: BopEvaluationOptions = standardBopEvaluation,
): Promise<BopEvaluation> {
  const targets = evaluationTargets(dataset, dataset.targets);
  if (targets.length === 0 || options.metrics.length === 0) {
    throw new NumericalError({
      field: targets.length === 0 ? 'targets' : 'metrics',
      found: 'none',
      expected: 'at least one',
      remedy: 'Check which split, objects and metrics are asked for.',
    });
  }
  const fault = options.metrics.includes('VSD') ? surfaceDiscrepancyFault(dataset, targets) : undefined;
  const metrics = options.metrics.filter((metric) => metric !== 'VSD' || fault === undefined);
  const scorer = new TargetScorer(dataset, metrics);
  const byTarget = groupEstimates(estimates);
  const scored: ScoredTruth[] = [];
  const task = (options.reporter ?? silentReporter).progress('scoring', targets.length, 'targets');
  try {
    for (const [index, target] of targets.entries()) {
      const key = targetKey(dataset.samples[target.image], target.objectId);
      scored.push(...(await scorer.score(target, byTarget.get(key) ?? [])));
      task.update(index + 1);
    }
  } finally {
    task.finish();
  }
  const recalls = recallRows(scored, metrics, options);
  return {
    targets: scored.length,
    images: new Set(targets.map(({ image }) => image)).size,
    missing: scored.filter(({ isMissing }) => isMissing).length,
    metrics,
    ...(fault !== undefined && { withoutDiscrepancy: fault }),
    recalls,
    averageRecall: averageRecall(recalls),
    secondsPerImage: meanTime(estimates),
  };
}

function averageRecall(rows: readonly BopRecallRow[]): number | null {
  const overall = (['VSD', 'MSSD', 'MSPD'] as const).map(
    (metric) => rows.find((row) => row.metric === metric && row.group.kind === 'all')?.recall,
  );
  if (overall.some((recall) => recall === undefined)) return null;
  return overall.reduce<number>((sum, recall) => sum + recall!, 0) / overall.length;
}

/** Estimates by image and object, the surest first; of equal scores in the order given. */
function groupEstimates(estimates: readonly BopEstimate[]): Map<string, BopEstimate[]> {
  const groups = new Map<string, BopEstimate[]>();
  for (const estimate of estimates) {
    const key = targetKey(estimate, estimate.objectId);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [estimate]);
    else group.push(estimate);
  }
  for (const group of groups.values()) group.sort((first, second) => second.score - first.score);
  return groups;
}

function targetKey(image: Pick<BopEstimate, 'sceneId' | 'imageId'>, objectId: number): string {
  return `${estimateImageKey(image)}/${objectId}`;
}

function meanTime(estimates: readonly BopEstimate[]): number | null {
  const times = new Map(estimates.map((estimate) => [estimateImageKey(estimate), estimate.seconds]));
  const all = [...times.values()];
  if (all.length === 0 || all.some((seconds) => seconds < 0)) return null;
  return all.reduce((sum, seconds) => sum + seconds, 0) / all.length;
}
