import type { ObjectModel } from '../../datasets/poseDataset';
import type { Camera } from '../../geometry/camera';
import type { Pose } from '../../geometry/pose';
import { averageDistance } from '../add';
import { averageClosestDistance } from '../adi';
import type { ModelPoints } from '../modelPoints';
import { maximumSymmetryProjectionDistance } from '../mspd';
import { maximumSymmetrySurfaceDistance } from '../mssd';
import { projectionError } from '../projectionError';
import { rotationError } from '../rotationError';
import { translationError } from '../translationError';
import { projectionThresholds, referenceWidth, surfaceThresholds } from './bopRules';
import { isSymmetric } from '../symmetricObject';

/** One object in one image, with what its errors are measured on. */
export interface ErrorContext {
  readonly object: ObjectModel;
  readonly points: ModelPoints;
  readonly camera: Camera;
}

/** An error of an estimate, and the thresholds over which its recall is averaged. */
export interface PoseErrorKind {
  readonly title: string;
  readonly thresholds: readonly number[];
  measure(context: ErrorContext, estimate: Pose, truth: Pose): number;
}

/** Errors that need no depth image, by name. */
export const poseErrorKinds = {
  MSSD: {
    title: 'maximum symmetry-aware surface distance, mean over 0.05 to 0.5 diameters',
    thresholds: surfaceThresholds,
    measure: ({ object, points }, estimate, truth) =>
      maximumSymmetrySurfaceDistance(points, object.symmetries, estimate, truth) / object.diameter,
  },
  MSPD: {
    title: 'maximum symmetry-aware projection distance, mean over 5 to 50 px of an image 640 px wide',
    thresholds: projectionThresholds,
    measure: ({ object, points, camera }, estimate, truth) =>
      maximumSymmetryProjectionDistance(points, object.symmetries, camera, estimate, truth) *
      (referenceWidth / camera.width),
  },
  'ADD(-S)': {
    title: 'average distance, of symmetric objects to the closest point, under 0.1 diameters',
    thresholds: [0.1],
    measure: (context, estimate, truth) =>
      (isSymmetric(context.object) ? closest : average)(context, estimate, truth),
  },
  ADD: {
    title: 'average distance, under 0.1 diameters',
    thresholds: [0.1],
    measure: average,
  },
  ADI: {
    title: 'average distance to the closest point, under 0.1 diameters',
    thresholds: [0.1],
    measure: closest,
  },
  projection: {
    title: 'average distance in the image, under 5 px',
    thresholds: [5],
    measure: ({ points, camera }, estimate, truth) => projectionError(points, camera, estimate, truth),
  },
  '5°5cm': {
    title: 'turned by less than 5° and moved by less than 5 cm',
    thresholds: [1],
    measure: (_, estimate, truth) =>
      Math.max(
        rotationError(estimate.rotation, truth.rotation) / 5,
        translationError(estimate.translation, truth.translation) / 50,
      ),
  },
} as const satisfies Readonly<Record<string, PoseErrorKind>>;

export type PoseErrorName = keyof typeof poseErrorKinds;

/** What a recall is of; the visible surface discrepancy needs depth images. */
export type BopMetric = 'VSD' | PoseErrorName;

/** Every metric, in the order of tables. */
export const bopMetrics: readonly BopMetric[] = ['VSD', ...(Object.keys(poseErrorKinds) as PoseErrorName[])];

function average({ object, points }: ErrorContext, estimate: Pose, truth: Pose): number {
  return averageDistance(points, estimate, truth) / object.diameter;
}

function closest({ object, points }: ErrorContext, estimate: Pose, truth: Pose): number {
  return averageClosestDistance(points, estimate, truth) / object.diameter;
}
