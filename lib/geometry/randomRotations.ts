import type { Random } from '../common/random';
import type { Matrix3, Vector3 } from './pose';
import { rotationFromQuaternion } from './quaternions';
import { multiplyMatrices, identityRotation, rotationAbout } from './rotations';

/** @returns a rotation uniform over all rotations (a normal quaternion, scaled to length 1) */
export function uniformRotation(random: Random): Matrix3 {
  return rotationFromQuaternion([random.normal(), random.normal(), random.normal(), random.normal()]);
}

/**
 * One turn about each axis of a set, by a uniform angle, the first axis first.
 * @param axes - unit vectors
 * @param largestAngle - radians; every turn is within [-largestAngle, largestAngle)
 */
export function rotationAboutAxes(random: Random, axes: readonly Vector3[], largestAngle: number): Matrix3 {
  return axes.reduce<Matrix3>(
    (turned, axis) =>
      multiplyMatrices(rotationAbout(axis, random.uniform(-largestAngle, largestAngle)), turned),
    identityRotation,
  );
}
