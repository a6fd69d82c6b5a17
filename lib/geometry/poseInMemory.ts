import type { Mat } from '@techstark/opencv-js';
import type { KeepInMemory, OpenCv } from './openCv';
import type { Matrix3, Pose, Vector3 } from './pose';

/** Points of an object and where each is seen. */
export interface Correspondences {
  /** [N, 3] mm, object frame */
  readonly objectPoints: Float64Array;
  /** [N, 2] px */
  readonly imagePoints: Float64Array;
}

/** How long RANSAC draws hypotheses. */
interface DrawSettings {
  readonly iterations: number;
  /** px */
  readonly reprojectionThreshold: number;
  readonly confidence: number;
}

const refinementSteps = 20;
const refinementPrecision = 1e-10;

/** A pose in OpenCV's memory, as rotation vector and translation, that OpenCV estimates and refines in place. */
export class PoseInMemory {
  private readonly camera: Mat;
  private readonly distortion: Mat;
  private readonly vector: Mat;
  private readonly translation: Mat;

  /** @param cameraMatrix - intrinsic matrix without skew, row-major, px */
  constructor(
    private readonly cv: OpenCv,
    private readonly keep: KeepInMemory,
    readonly cameraMatrix: Matrix3,
  ) {
    this.camera = this.matrix(3, cameraMatrix);
    this.distortion = keep(new cv.Mat());
    this.vector = keep(new cv.Mat());
    this.translation = keep(new cv.Mat());
  }

  /**
   * AP3P in RANSAC, then EPnP over the best hypothesis' inliers.
   * @returns the numbers of these inliers, ascending, or undefined when no hypothesis had enough
   */
  estimate({ objectPoints, imagePoints }: Correspondences, settings: DrawSettings): Uint32Array | undefined {
    const inliers = this.keep(new this.cv.Mat());
    const found = this.cv.solvePnPRansac(
      this.matrix(3, objectPoints),
      this.matrix(2, imagePoints),
      this.camera,
      this.distortion,
      this.vector,
      this.translation,
      false,
      settings.iterations,
      settings.reprojectionThreshold,
      settings.confidence,
      inliers,
      this.cv.SOLVEPNP_AP3P,
    );
    return found && inliers.rows > 0 ? Uint32Array.from(inliers.data32S) : undefined;
  }

  /** Levenberg-Marquardt from the pose so far, on the projection error of all points given. */
  refine({ objectPoints, imagePoints }: Correspondences): void {
    const criteria = new this.cv.TermCriteria(
      this.cv.TermCriteria_COUNT + this.cv.TermCriteria_EPS,
      refinementSteps,
      refinementPrecision,
    );
    this.cv.solvePnPRefineLM(
      this.matrix(3, objectPoints),
      this.matrix(2, imagePoints),
      this.camera,
      this.distortion,
      this.vector,
      this.translation,
      criteria,
    );
  }

  /** @returns the pose so far, or undefined when it is not finite or the object's origin is not before the camera */
  pose(): Pose | undefined {
    const rotation = this.keep(new this.cv.Mat());
    this.cv.Rodrigues(this.vector, rotation);
    const [x, y, z] = this.translation.data64F;
    const pose = { rotation: Array.from(rotation.data64F), translation: [x, y, z] as Vector3 };
    return z > 0 && [...pose.rotation, x, y, z].every(Number.isFinite) ? pose : undefined;
  }

  private matrix(columns: number, values: ArrayLike<number>): Mat {
    const { cv } = this;
    return this.keep(cv.matFromArray(values.length / columns, columns, cv.CV_64F, values as number[]));
  }
}

/**
 * @param values - [N, width]
 * @param rows - R row numbers; without them all rows stay as they are
 * @returns [R, width]
 */
export function chooseRows(values: Float64Array, width: number, rows: Uint32Array | undefined): Float64Array {
  if (rows === undefined) return values;
  const chosen = new Float64Array(rows.length * width);
  rows.forEach((row, place) => {
    chosen.set(values.subarray(row * width, (row + 1) * width), place * width); // [N, width] -> [R, width]
  });
  return chosen;
}

/** @returns the correspondences with these numbers, in this order */
export function chooseCorrespondences(points: Correspondences, rows: Uint32Array): Correspondences {
  return {
    objectPoints: chooseRows(points.objectPoints, 3, rows),
    imagePoints: chooseRows(points.imagePoints, 2, rows),
  };
}
