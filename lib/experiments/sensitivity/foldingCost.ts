import type { Reporter } from '../../common/reporter';
import type { PoseDataset } from '../../datasets/poseDataset';
import type { PnpSolver } from '../../geometry/pnp';
import { bootstrapIntervals } from '../../metrics/bootstrap';
import {
  errorsBy,
  measuredMetrics,
  type PoseEvaluation,
  type PoseMetric,
} from '../../metrics/poseEvaluation';
import { isHit } from '../../metrics/recall';
import { mean } from '../../metrics/statistics';
import {
  assignFolded,
  foldBatchNormalization,
  type LayerNumbers,
} from '../../models/batchNormalizationFolding';
import { fullPrecision, type PrecisionPolicy } from '../../models/modularNetwork';
import { foldedPrecision, foldQuantization, type FoldingRule } from '../../quantizers/foldedQuantization';
import type { Quantization } from '../../quantizers/quantization';
import { assignVariables, readVariables } from '../../training/namedVariables';
import { buildNetwork } from '../networks/networks';
import type { MeasuredShare } from './partAccuracy';
import type { EvaluationConfiguration, ModelConfiguration } from '../configuration/runConfiguration';
import { evaluateSplit, splitScorer } from '../run/runEvaluation';
import type { TrainedNetwork } from '../run/trainedNetwork';

/** A recall over all images, before and after batch normalizations are folded. */
export interface FoldedRecall {
  readonly metric: PoseMetric;
  /** Share of the diameter */
  readonly threshold: number;
  /** 0 to 1 */
  readonly before: number;
  readonly after: number;
  /** After less before, paired image by image, with its bootstrap interval */
  readonly change: MeasuredShare;
}

/** What folding the batch normalizations of a network costs. */
export interface FoldingCost {
  /** How weights were folded; those of a network that is not quantized are at full precision */
  readonly rule: FoldingRule | 'full precision';
  readonly before: PoseEvaluation;
  readonly after: PoseEvaluation;
  /** By metric, then threshold */
  readonly recalls: readonly FoldedRecall[];
}

/** What a network is folded for and scored with. */
export interface FoldingCostOptions {
  /** What the network was made from */
  readonly model: ModelConfiguration;
  readonly evaluation: EvaluationConfiguration;
  readonly solver: PnpSolver;
  readonly reporter: Reporter;
}

/**
 * Scores a network as it was trained and with its batch normalizations folded in, in every way that there is: at full precision
 * one, quantized with the codes kept and requantized.
 * @param trained - left as it is; folded numbers go into another network of the same configuration
 * @param dataset - validation images where something is chosen by the outcome
 * @throws NumericalError naming a layer that is not quantized to the end, or whose numbers cannot be folded
 */
export async function foldingCosts(
  { network, precision }: Pick<TrainedNetwork, 'network' | 'precision'>,
  dataset: PoseDataset,
  { model, evaluation, solver, reporter }: FoldingCostOptions,
): Promise<FoldingCost[]> {
  const quantization = quantizationOf(precision);
  const before = await evaluateSplit(network, precision, dataset, solver, evaluation, reporter);
  const folded = buildNetwork(model, 'zeros');
  try {
    const variables = [...folded.parameters, ...folded.statistics];
    const own = readVariables([...network.parameters, ...network.statistics]);
    const runsWith = quantization === undefined ? fullPrecision : foldedPrecision(quantization);
    const score = splitScorer(folded, runsWith, dataset, solver, evaluation);
    const costs: FoldingCost[] = [];
    const measure = async (rule: FoldingCost['rule'], layers: readonly LayerNumbers[]) => {
      assignVariables(variables, own, 'the network to fold');
      assignFolded(folded, layers);
      const after = await score(reporter);
      costs.push({ rule, before, after, recalls: recallChanges(before, after, evaluation) });
    };
    if (quantization === undefined) await measure('full precision', foldBatchNormalization(network));
    else
      for (const rule of ['codes kept', 'requantized'] as const)
        await measure(rule, foldQuantization(network, quantization, rule));
    return costs;
  } finally {
    folded.dispose();
  }
}

function quantizationOf(precision: PrecisionPolicy): Quantization | undefined {
  return 'quantizers' in precision ? (precision as Quantization) : undefined;
}

function recallChanges(
  before: PoseEvaluation,
  after: PoseEvaluation,
  { diameterShares, bootstrap }: EvaluationConfiguration,
): FoldedRecall[] {
  const rows = measuredMetrics(before).flatMap((metric) =>
    diameterShares.map((threshold) => {
      const [first, second] = [before, after].map((evaluation) =>
        errorsBy(metric, evaluation).map((error) => Number(isHit(error ?? undefined, threshold))),
      );
      return { metric, threshold, first, second, changes: second.map((hit, image) => hit - first[image]) };
    }),
  );
  const intervals = bootstrapIntervals(
    rows.map(({ changes }) => ({ values: changes })),
    { resamples: bootstrap.samples, confidence: bootstrap.level, seed: 0 },
  );
  return rows.map(({ metric, threshold, first, second, changes }, row) => ({
    ...{ metric, threshold, before: mean(first), after: mean(second) },
    change: { value: mean(changes), ...intervals[row]! },
  }));
}
