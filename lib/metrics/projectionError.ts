import type { Camera } from '../geometry/camera';
import type { Pose } from '../geometry/pose';
import type { ModelPoints } from './modelPoints';
import { projectPoints } from './projectedPoints';

/**
 * Average distance of the model's points in the image under two poses (Brachmann et al., CVPR 2016).
 * @returns px
 */
export function projectionError(
  { points, count }: ModelPoints,
  camera: Camera,
  estimate: Pose,
  truth: Pose,
): number {
  const estimated = projectPoints(points, camera, estimate);
  const expected = projectPoints(points, camera, truth);
  let sum = 0;
  for (let offset = 0; offset < expected.length; offset += 2) {
    const right = estimated[offset] - expected[offset];
    const down = estimated[offset + 1] - expected[offset + 1];
    sum += Math.sqrt(right * right + down * down);
  }
  return sum / count;
}
