import type { Pose } from '../geometry/pose';
import { invertPose } from '../geometry/rigidMotion';
import { composePoses } from '../geometry/rotations';
import type { ModelPoints } from './modelPoints';

/**
 * Average distance to the closest point (Hinterstoisser et al., ACCV 2012, equation 4): each point under the true pose
 * against the closest of all points under the estimated pose. Points are looked up in the object's own frame, where
 * one tree serves all poses, and their distance is taken in the camera's, where equal poses are exactly 0 apart.
 * @returns mm
 */
export function averageClosestDistance({ tree, count }: ModelPoints, estimate: Pose, truth: Pose): number {
  const { points } = tree;
  const [a, b, c, d, e, f, g, h, i] = truth.rotation;
  const [tx, ty, tz] = truth.translation;
  const [j, k, l, m, n, o, p, q, r] = estimate.rotation;
  const [ux, uy, uz] = estimate.translation;
  const between = composePoses(invertPose(estimate), truth);
  const [aa, bb, cc, dd, ee, ff, gg, hh, ii] = between.rotation;
  const [vx, vy, vz] = between.translation;
  let sum = 0;
  let closest = 0;
  for (let point = 0; point < count; point++) {
    const x = points[3 * point];
    const y = points[3 * point + 1];
    const z = points[3 * point + 2];
    const soughtX = aa * x + bb * y + cc * z + vx;
    const soughtY = dd * x + ee * y + ff * z + vy;
    const soughtZ = gg * x + hh * y + ii * z + vz;
    closest = tree.closest(soughtX, soughtY, soughtZ, closest);
    const nearX = points[3 * closest];
    const nearY = points[3 * closest + 1];
    const nearZ = points[3 * closest + 2];
    const right = j * nearX + k * nearY + l * nearZ + ux - (a * x + b * y + c * z + tx);
    const down = m * nearX + n * nearY + o * nearZ + uy - (d * x + e * y + f * z + ty);
    const away = p * nearX + q * nearY + r * nearZ + uz - (g * x + h * y + i * z + tz);
    sum += Math.sqrt(right * right + down * down + away * away);
  }
  return sum / count;
}
