import { NumericalError } from '../common/errors';
import { Random } from '../common/random';
import type { Camera } from './camera';
import { loadOpenCv, withOpenCvMemory, type OpenCv } from './openCv';
import type { Pose } from './pose';
import { chooseCorrespondences, chooseRows, PoseInMemory, type Correspondences } from './poseInMemory';
import { reprojectionErrors } from './reprojection';
import { toUprightCamera } from './uprightCamera';

/** Which points of an object are seen where, and how hard to look for the pose behind it. */
export interface PnpProblem {
  /** [N, 3] mm, object frame */
  readonly objectPoints: Float64Array;
  /** [N, 2] px */
  readonly imagePoints: Float64Array;
  readonly camera: Camera;
  /** Largest distance of an inlier from where the pose projects it, px */
  readonly reprojectionThreshold: number;
  /** Largest number of hypotheses */
  readonly iterations: number;
  /** Probability, above 0 and below 1, at which hypotheses stop: that one of them was free of outliers */
  readonly confidence: number;
  /** Whether Levenberg-Marquardt minimizes the inliers' projection error at the end */
  readonly refine: boolean;
  /** Shuffles the points first, for another draw of hypotheses; without it they are drawn in the order given */
  readonly seed?: number;
}

/** A pose and the points that agree with it. */
export interface PnpSolution {
  readonly pose: Pose;
  /** Numbers of the points within the threshold, ascending */
  readonly inliers: Uint32Array;
}

/** Finds poses from correspondences. */
export interface PnpSolver {
  /**
   * EPnP in RANSAC: hypotheses from 3 points and a fourth that decides (AP3P, arXiv 1701.08237), then EPnP
   * (doi 10.1007/s11263-008-0152-6) over the inliers of the best, then, on request, Levenberg-Marquardt. The same
   * problem gives the same bits.
   * @returns undefined where the points determine no pose in front of the camera; fewer than 4 never do
   * @throws NumericalError when the arrays do not fit together, a number is not finite or a setting is out of its range
   */
  solve(problem: PnpProblem): PnpSolution | undefined;
}

const fewestPoints = 4;

/** @throws EnvironmentError when OpenCV cannot be loaded */
export async function loadPnpSolver(): Promise<PnpSolver> {
  const { cv } = await loadOpenCv();
  return { solve: (problem) => solve(cv, problem) };
}

function solve(cv: OpenCv, problem: PnpProblem): PnpSolution | undefined {
  checkProblem(problem);
  const count = problem.objectPoints.length / 3;
  if (count < fewestPoints) return undefined;
  const order = problem.seed === undefined ? undefined : new Random(problem.seed).permutation(count);
  const upright = toUprightCamera(problem.camera.matrix, problem.imagePoints);
  const points: Correspondences = {
    objectPoints: chooseRows(problem.objectPoints, 3, order),
    imagePoints: chooseRows(upright.imagePoints, 2, order),
  };
  const pose = withOpenCvMemory(cv, (keep) => {
    const work = new PoseInMemory(cv, keep, upright.matrix);
    const sample = work.estimate(points, problem);
    if (sample === undefined) return undefined;
    if (problem.refine) refine(work, points, sample, problem.reprojectionThreshold);
    return work.pose();
  });
  if (pose === undefined) return undefined;
  const errors = reprojectionErrors(upright.matrix, pose, points.objectPoints, points.imagePoints);
  const inliers = rowsWithin(errors, problem.reprojectionThreshold);
  if (inliers.length < fewestPoints) return undefined;
  return { pose, inliers: inliers.map((row) => (order === undefined ? row : order[row])).sort() };
}

/**
 * Minimizes the projection error of the sample, then of the points that fit it: those within the threshold and within
 * three times the median error (3.5 standard deviations of normal noise), which drops outliers that came near by chance.
 */
function refine(work: PoseInMemory, points: Correspondences, sample: Uint32Array, threshold: number): void {
  work.refine(chooseCorrespondences(points, sample));
  const pose = work.pose();
  if (pose === undefined) return;
  const errors = reprojectionErrors(work.cameraMatrix, pose, points.objectPoints, points.imagePoints);
  const near = rowsWithin(errors, threshold);
  const median = errors.filter((error) => error <= threshold).sort()[near.length >> 1];
  const fitting = near.filter((row) => errors[row] <= 3 * median);
  if (fitting.length >= fewestPoints) work.refine(chooseCorrespondences(points, fitting));
}

function rowsWithin(errors: Float64Array, threshold: number): Uint32Array {
  return Uint32Array.from(errors.keys()).filter((row) => errors[row] <= threshold);
}

function checkProblem(problem: PnpProblem): void {
  const { objectPoints, imagePoints, reprojectionThreshold, iterations, confidence } = problem;
  const refuse = (field: string, found: string, expected: string): never => {
    const remedy = 'Correct what calls the pose solver.';
    throw new NumericalError({ field, found, expected, remedy });
  };
  if (objectPoints.length % 3 !== 0 || imagePoints.length * 3 !== objectPoints.length * 2) {
    const found = `${objectPoints.length} and ${imagePoints.length} numbers`;
    refuse('objectPoints, imagePoints', found, '[N, 3] and [N, 2] of the same N');
  }
  for (const [field, values] of Object.entries({ objectPoints, imagePoints })) {
    const fault = values.findIndex((value) => !Number.isFinite(value));
    if (fault >= 0) refuse(`${field}[${fault}]`, String(values[fault]), 'a finite number');
  }
  if (!(reprojectionThreshold > 0 && reprojectionThreshold < Infinity)) {
    refuse('reprojectionThreshold', String(reprojectionThreshold), 'px above 0');
  }
  if (!(Number.isInteger(iterations) && iterations > 0)) {
    refuse('iterations', String(iterations), 'a whole number above 0');
  }
  if (!(confidence > 0 && confidence < 1)) refuse('confidence', String(confidence), 'above 0 and below 1');
}
