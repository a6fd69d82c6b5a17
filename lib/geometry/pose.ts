/** A point or direction of three coordinates, in mm where it is a point. */
export type Vector3 = readonly [number, number, number];

/** Nine numbers, row-major. */
export type Matrix3 = readonly number[];

/** Rigid motion from the object's frame to the camera's: x_camera = rotation * x_object + translation. */
export interface Pose {
  readonly rotation: Matrix3;
  /** mm */
  readonly translation: Vector3;
}
