import type { Pose, Vector3 } from './pose';
import { identityPose } from './rigidMotion';
import { composePoses, isRotation, rotateVector, rotationAbout } from './rotations';

/** A body that looks the same however far it is turned about an axis. */
export interface ContinuousSymmetry {
  /** Direction of the axis, of any length but zero */
  readonly axis: Vector3;
  /** A point of the axis, mm */
  readonly offset: Vector3;
}

/** The symmetries of an object as in BOP's models_info.json. */
export interface ModelSymmetries {
  /** 4x4 rigid motions, 16 numbers row-major, translation in mm; the identity is not among them */
  readonly discrete?: readonly (readonly number[])[] | undefined;
  readonly continuous?: readonly ContinuousSymmetry[] | undefined;
}

/**
 * The rigid motions under which an object looks the same, as the BOP benchmark counts them (arXiv 2009.07378, section
 * 2.2): every discrete symmetry and the identity, each followed by every turn about every continuous axis.
 * @param maxStep - longest way a point may go from one turn to the next, as a share of the object's diameter
 * @returns the motions, identity first; (1 + discrete) * max(1, continuous * ceil(pi / maxStep)) of them
 * @throws RangeError when a discrete symmetry is no rigid motion, an axis has no direction, or the step is not in (0, 1]
 */
export function symmetryTransformations(model: ModelSymmetries, maxStep = 0.01): Pose[] {
  if (!(maxStep > 0 && maxStep <= 1)) throw new RangeError(`the step must be in (0, 1], not ${maxStep}`);
  const discrete = [identityPose, ...(model.discrete ?? []).map(rigidMotionFrom4x4)];
  const continuous = model.continuous ?? [];
  if (continuous.length === 0) return discrete;
  const turns = continuous.flatMap((symmetry) => turnsAbout(symmetry, maxStep));
  return discrete.flatMap((first) => turns.map((turn) => composePoses(turn, first)));
}

/** The arc from one turn to the next, seen at half a diameter from the axis, is at most `maxStep` diameters. */
function turnsAbout({ axis, offset }: ContinuousSymmetry, maxStep: number): Pose[] {
  const length = Math.hypot(...axis);
  if (!(length > 0 && length < Infinity)) {
    throw new RangeError(`a symmetry axis needs a direction, not [${axis.join(', ')}]`);
  }
  const unit: Vector3 = [axis[0] / length, axis[1] / length, axis[2] / length];
  const count = Math.ceil(Math.PI / maxStep);
  return Array.from({ length: count }, (_, index) => {
    const rotation = rotationAbout(unit, (2 * Math.PI * index) / count);
    const [x, y, z] = rotateVector(rotation, offset);
    return { rotation, translation: [offset[0] - x, offset[1] - y, offset[2] - z] };
  });
}

function rigidMotionFrom4x4(matrix: readonly number[], index: number): Pose {
  const [a, b, c, tx, d, e, f, ty, g, h, i, tz, ...lastRow] = matrix;
  const pose: Pose = { rotation: [a, b, c, d, e, f, g, h, i], translation: [tx, ty, tz] };
  const complete = matrix.length === 16 && matrix.every(Number.isFinite) && lastRow.join() === '0,0,0,1';
  if (!complete || !isRotation(pose.rotation, 1e-4)) {
    throw new RangeError(`discrete symmetry ${index} is no rigid motion of 4 x 4 numbers`);
  }
  return pose;
}
