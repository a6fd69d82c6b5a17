import type { Reporter } from '../../common/reporter';
import { groundTruthDetections, type DetectionSource } from '../../datasets/detections';
import type { PoseDataset } from '../../datasets/poseDataset';
import type { PnpSolver } from '../../geometry/pnp';
import { evaluatePoses, type PoseEvaluation } from '../../metrics/poseEvaluation';
import type { PrecisionPolicy } from '../../models/modularNetwork';
import { detectionJitter } from '../../training/tasks/zebraPoseTask';
import {
  predictDataset,
  type DecodingConfiguration,
  type PosePrediction,
  type PosePredictor,
} from '../../training/prediction/posePredictor';
import { recallName } from '../configuration/metricNames';
import type { EvaluationConfiguration } from '../configuration/runConfiguration';
import type { RunNetwork } from '../networks/runNetwork';
import type { ImageErrors, Metric } from '../store/storedRun';

/** Images that go through the network together. */
const evaluationBatch = 64;

/** Predicts and scores every instance of a split. */
export async function evaluateSplit(
  network: RunNetwork,
  precision: PrecisionPolicy,
  dataset: PoseDataset,
  solver: PnpSolver,
  evaluation: EvaluationConfiguration,
  reporter: Reporter,
): Promise<PoseEvaluation> {
  return splitScorer(network, precision, dataset, solver, evaluation)(reporter);
}

/**
 * Makes what scores a split again and again: the forward pass is compiled once, and reads the variables of network and
 * precision at each call, so that their numbers may change in between.
 */
export function splitScorer(
  network: RunNetwork,
  precision: PrecisionPolicy,
  dataset: PoseDataset,
  solver: PnpSolver,
  evaluation: EvaluationConfiguration,
): (reporter: Reporter) => Promise<PoseEvaluation> {
  const { objects } = dataset;
  const decoding = decodingOf(evaluation);
  const compiledBatch = evaluationBatch;
  const predictor = network.predictor({ precision, objects, solver, decoding, compiledBatch });
  const detections = standInDetections(predictor, dataset);
  return async (reporter) => {
    const predictions = await predictDataset(predictor, dataset, evaluationBatch, reporter, detections);
    return scorePredictions(dataset, predictions, evaluation);
  };
}

/** @returns the part of an evaluation that poses are found by */
export function decodingOf({ confidenceThreshold, ransac }: EvaluationConfiguration): DecodingConfiguration {
  return { confidenceThreshold, ransac };
}

/** Scores what was said of every image of a split. */
export function scorePredictions(
  { objects, samples }: PoseDataset,
  predictions: readonly (readonly PosePrediction[])[],
  { diameterShares, bootstrap }: EvaluationConfiguration,
): PoseEvaluation {
  const wanted = samples.flatMap(({ instances }, image) =>
    instances.map((truth) => ({
      truth: truth.pose,
      object: objects.find(({ id }) => id === truth.objectId)!,
      estimate: predictions[image].find(({ objectId }) => objectId === truth.objectId)?.pose,
    })),
  );
  return evaluatePoses(
    {
      estimates: wanted.map(({ estimate }) => estimate),
      truths: wanted.map(({ truth }) => truth),
      objects: wanted.map(({ object }) => object),
      depths: wanted.map(({ truth }) => truth.translation[2]),
    },
    { thresholds: diameterShares, resamples: bootstrap.samples, confidence: bootstrap.level, seed: 0 },
  );
}

/**
 * Stands in for a detector where a predictor needs one: the true silhouettes' boxes, disturbed as in training, the same for
 * every run.
 */
export function standInDetections(
  { needsDetections }: PosePredictor,
  dataset: PoseDataset,
): DetectionSource | undefined {
  return needsDetections ? groundTruthDetections(dataset, detectionJitter, 0) : undefined;
}

/** @returns the recalls of a scored split under their names; bins without images are left out */
export function recallMetrics(split: string, { recalls, missing }: PoseEvaluation): Record<string, Metric> {
  const entries = recalls.flatMap(({ metric, threshold, depth, recall, interval }) =>
    recall === null || interval === null
      ? []
      : [[recallName(split, metric, threshold, depth), { value: recall, interval }] as const],
  );
  return { ...Object.fromEntries(entries), [`${split}/missing`]: { value: missing } };
}

/**
 * @returns depth (mm) and errors (shares of the diameter) of every instance, rounded to what a figure can show; which object
 * it is of where there are several
 */
export function imageErrors({ perImage }: PoseEvaluation): ImageErrors {
  const { depths, objectIds, errors } = perImage;
  const round = (value: number | null) => (value === null ? null : Number(value.toPrecision(4)));
  const columns: Readonly<Record<string, readonly (number | null)[]>> = {
    depth: depths,
    ...errors,
    ...(new Set(objectIds).size > 1 && { object: objectIds }),
  };
  return {
    columns: Object.keys(columns),
    rows: depths.map((_, image) => Object.values(columns).map((values) => round(values[image]))),
  };
}
