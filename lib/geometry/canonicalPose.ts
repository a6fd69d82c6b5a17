/*
 * One pose for all that look the same, as a network needs in training (Pitteri et al., "On Object Symmetries and 6D Pose
 * Estimation from Images", 3DV 2019, arXiv 1908.07640): Map(R) = R S with the S that brings R closest to the identity.
 */
import type { Pose } from './pose';
import { composePoses } from './rotations';

/**
 * @param symmetries - motions of the object that leave it looking the same, the identity first
 * @returns of the poses that look the same, the one with the smallest angle of rotation; the first of several
 */
export function canonicalPose(pose: Pose, symmetries: readonly Pose[]): Pose {
  if (symmetries.length <= 1) return pose;
  let [best, largest] = [pose, -Infinity];
  for (const symmetry of symmetries) {
    const candidate = composePoses(pose, symmetry);
    const trace = candidate.rotation[0] + candidate.rotation[4] + candidate.rotation[8];
    if (trace > largest + 1e-12) [best, largest] = [candidate, trace];
  }
  return best;
}
