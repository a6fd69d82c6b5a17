import type { Reporter } from '../common/reporter';
import { groundTruthDetections, type DetectionSource } from '../datasets/detections';
import type { PoseDataset } from '../datasets/poseDataset';
import type { PnpSolver } from '../geometry/pnp';
import { evaluatePoses, type PoseEvaluation } from '../metrics/poseEvaluation';
import type { PrecisionPolicy } from '../models/modularNetwork';
import { detectionJitter } from '../training/zebraPoseTask';
import {
  predictDataset,
  type DecodingConfiguration,
  type PosePrediction,
  type PosePredictor,
} from '../training/posePredictor';
import { recallName } from './metricNames';
import type { EvaluationConfiguration } from './runConfiguration';
import type { RunNetwork } from './runNetwork';
import type { ImageErrors, Metric } from './storedRun';

/** Images that go through the network together. */
const evaluationBatch = 64;

/** Predicts and scores a split of one object an image. */
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

/** @returns every image's depth (mm) and errors (shares of the diameter), rounded to what a figure can show */
export function imageErrors({ perImage }: PoseEvaluation): ImageErrors {
  const { depths, errors } = perImage;
  const round = (value: number | null) => (value === null ? null : Number(value.toPrecision(4)));
  return {
    columns: ['depth', 'ADD', 'ADI'],
    rows: depths.map((depth, image) => [round(depth), round(errors.ADD[image]), round(errors.ADI[image])]),
  };
}
