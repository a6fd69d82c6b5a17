import { NumericalError } from '../common/errors';
import type { ObjectModel } from '../datasets/poseDataset';
import type { Pose } from '../geometry/pose';
import { isRotation } from '../geometry/rotations';
import { averageDistance } from './add';
import { averageClosestDistance } from './adi';
import { bootstrapIntervals, type BootstrapOptions, type Interval } from './bootstrap';
import { depthBinNames, depthBins, type DepthBinName } from './depthBins';
import { ModelPoints } from './modelPoints';
import { isHit } from './recall';
import { isSymmetric } from './symmetricObject';

/** ADD(-S) is ADI for objects with symmetries and ADD for the others: LINEMOD's measure. */
export const poseMetrics = ['ADD', 'ADI', 'ADD(-S)'] as const;

export type PoseMetric = (typeof poseMetrics)[number];

/** Errors over the object's diameter, an entry an image, null where nothing was found. */
export type ImagePoseErrors = Readonly<Record<'ADD' | 'ADI', readonly (number | null)[]>> & {
  /** Only where an object has symmetries; it is ADD elsewhere */
  readonly 'ADD(-S)'?: readonly (number | null)[];
};

/** What was estimated and what is true, all lists in the same order, an entry an image. */
export interface PoseEvaluationInput {
  /** Undefined where nothing was found: a miss at every threshold */
  readonly estimates: readonly (Pose | undefined)[];
  readonly truths: readonly Pose[];
  /** The object in each image */
  readonly objects: readonly ObjectModel[];
  /** mm */
  readonly depths: readonly number[];
}

export interface PoseEvaluationOptions extends BootstrapOptions {
  /** Shares of the object's diameter */
  readonly thresholds: readonly number[];
}

/** Share of images whose error lies under a threshold. */
export interface RecallRow {
  readonly metric: PoseMetric;
  /** Share of the diameter */
  readonly threshold: number;
  readonly depth: DepthBinName | 'all';
  readonly images: number;
  /** 0 to 1; null where no image is that deep */
  readonly recall: number | null;
  readonly interval: Interval | null;
}

/** A scored test set; survives JSON. */
export interface PoseEvaluation {
  readonly images: number;
  /** Images in which nothing was found */
  readonly missing: number;
  /** Borders of the depth bins, mm */
  readonly depthEdges: readonly number[];
  /** Lists with an entry an image */
  readonly perImage: {
    readonly objectIds: readonly number[];
    /** mm */
    readonly depths: readonly number[];
    readonly depthBins: readonly DepthBinName[];
    readonly errors: ImagePoseErrors;
  };
  /** By metric, then threshold, then depth */
  readonly recalls: readonly RecallRow[];
}

export const standardEvaluation: PoseEvaluationOptions = {
  thresholds: [0.05, 0.1, 0.2, 0.5],
  resamples: 1000,
  confidence: 0.95,
  seed: 0,
};

/**
 * Scores estimated poses: ADD and ADI over the diameter, ADD(-S) where an object has symmetries, their recalls over all images and by depth, each with a
 * bootstrap interval over the images.
 * @throws NumericalError when the lists' lengths differ or are 0, or a pose is not finite or no rotation
 */
export function evaluatePoses(
  input: PoseEvaluationInput,
  options: PoseEvaluationOptions = standardEvaluation,
): PoseEvaluation {
  checkInput(input);
  const { edges, bins } = depthBins(input.depths);
  const errors = poseErrors(input);
  return {
    images: input.truths.length,
    missing: input.estimates.filter((estimate) => estimate === undefined).length,
    depthEdges: edges,
    perImage: {
      objectIds: input.objects.map(({ id }) => id),
      depths: [...input.depths],
      depthBins: bins,
      errors,
    },
    recalls: recallRows(errors, bins, options),
  };
}

/** @returns the metrics that tell a test set's errors apart: ADD(-S) only where an object has symmetries */
export function measuredMetrics({ perImage }: PoseEvaluation): PoseMetric[] {
  return poseMetrics.filter((metric) => perImage.errors[metric] !== undefined);
}

/** @returns the errors by a metric; ADD(-S) is ADD where no object has symmetries */
export function errorsBy(metric: PoseMetric, { perImage }: PoseEvaluation): readonly (number | null)[] {
  return perImage.errors[metric] ?? perImage.errors.ADD;
}

function poseErrors({ estimates, truths, objects }: PoseEvaluationInput): ImagePoseErrors {
  const models = new Map<ObjectModel, ModelPoints>();
  const errors = { ADD: [] as (number | null)[], ADI: [] as (number | null)[] };
  estimates.forEach((estimate, image) => {
    const object = objects[image];
    const model = models.get(object) ?? new ModelPoints(object.points);
    models.set(object, model);
    const over = (distance: typeof averageDistance): number | null =>
      estimate === undefined ? null : distance(model, estimate, truths[image]) / object.diameter;
    errors.ADD.push(over(averageDistance));
    errors.ADI.push(over(averageClosestDistance));
  });
  if (!objects.some(isSymmetric)) return errors;
  const suited = objects.map((object, image) => errors[isSymmetric(object) ? 'ADI' : 'ADD'][image]);
  return { ...errors, 'ADD(-S)': suited };
}

function recallRows(
  errors: ImagePoseErrors,
  bins: readonly DepthBinName[],
  { thresholds, ...bootstrap }: PoseEvaluationOptions,
): RecallRow[] {
  const groups = (['all', ...depthBinNames] as const).map((depth) => {
    const weights = bins.map((bin) => (depth === 'all' || depth === bin ? 1 : 0));
    return { depth, weights, images: weights.filter((weight) => weight > 0).length };
  });
  const rows = poseMetrics.flatMap((metric) =>
    (errors[metric] === undefined ? [] : thresholds).flatMap((threshold) => {
      const hits = (errors[metric] ?? []).map((error) => (isHit(error ?? undefined, threshold) ? 1 : 0));
      return groups.map((group) => {
        const values = hits.map((hit, image) => hit * group.weights[image]);
        return { metric, threshold, group, values };
      });
    }),
  );
  const samples = rows.map(({ values, group }) => ({ values, weights: group.weights }));
  const intervals = bootstrapIntervals(samples, bootstrap);
  return rows.map(({ metric, threshold, group, values }, row) => ({
    metric,
    threshold,
    depth: group.depth,
    images: group.images,
    recall: group.images === 0 ? null : values.reduce((sum, hit) => sum + hit, 0) / group.images,
    interval: intervals[row] ?? null,
  }));
}

function checkInput({ estimates, truths, objects, depths }: PoseEvaluationInput): void {
  const lengths = [estimates.length, truths.length, objects.length, depths.length];
  if (estimates.length === 0 || lengths.some((length) => length !== lengths[0])) {
    throw new NumericalError({
      field: 'estimates, truths, objects, depths',
      found: `${lengths.join(', ')} entries`,
      expected: 'one entry an image in each, and at least one image',
      remedy: 'Check what calls the evaluation.',
    });
  }
  for (const [field, poses] of Object.entries({ estimates, truths })) {
    const fault = poses.findIndex((pose) => pose !== undefined && !isPose(pose));
    if (fault < 0) continue;
    throw new NumericalError({
      field: `${field}[${fault}]`,
      found: JSON.stringify(poses[fault]),
      expected: 'a rotation and a finite translation',
      remedy: 'A pose that could not be found is undefined, not a pose of other numbers.',
    });
  }
}

function isPose({ rotation, translation }: Pose): boolean {
  return isRotation(rotation, 1e-3) && translation.every(Number.isFinite);
}
