import type { Pose } from '../geometry/pose';
import { invertPose } from '../geometry/rigidMotion';
import { composePoses } from '../geometry/rotations';
import type { ModelPoints } from './modelPoints';
import { poseDifference } from './poseDifference';

/**
 * Average distance to the closest point (Hinterstoisser et al., ACCV 2012, equation 4): each point under the true pose
 * against the closest of all points under the estimated pose. Points are looked up in the object's own frame, where
 * one tree serves all poses, and their distance is taken in the camera's. The point itself is never farther than what was
 * found, so that equal poses are exactly 0 apart, also where points lie next to each other.
 * @returns mm
 */
export function averageClosestDistance({ tree, count }: ModelPoints, estimate: Pose, truth: Pose): number {
  const { points } = tree;
  const [a, b, c, d, e, f, g, h, i] = truth.rotation;
  const [tx, ty, tz] = truth.translation;
  const [j, k, l, m, n, o, p, q, r] = estimate.rotation;
  const [ux, uy, uz] = estimate.translation;
  const between = composePoses(invertPose(estimate), truth);
  const [ra, rb, rc, rd, re, rf, rg, rh, ri] = between.rotation;
  const [vx, vy, vz] = between.translation;
  const [da, db, dc, dd, de, df, dg, dh, di, dx, dy, dz] = poseDifference(estimate, truth);
  let sum = 0;
  let closest = 0;
  for (let point = 0; point < count; point++) {
    const x = points[3 * point];
    const y = points[3 * point + 1];
    const z = points[3 * point + 2];
    const soughtX = ra * x + rb * y + rc * z + vx;
    const soughtY = rd * x + re * y + rf * z + vy;
    const soughtZ = rg * x + rh * y + ri * z + vz;
    closest = tree.closest(soughtX, soughtY, soughtZ, closest);
    const nearX = points[3 * closest];
    const nearY = points[3 * closest + 1];
    const nearZ = points[3 * closest + 2];
    const right = j * nearX + k * nearY + l * nearZ + ux - (a * x + b * y + c * z + tx);
    const down = m * nearX + n * nearY + o * nearZ + uy - (d * x + e * y + f * z + ty);
    const away = p * nearX + q * nearY + r * nearZ + uz - (g * x + h * y + i * z + tz);
    const ownRight = da * x + db * y + dc * z + dx;
    const ownDown = dd * x + de * y + df * z + dy;
    const ownAway = dg * x + dh * y + di * z + dz;
    const own = ownRight * ownRight + ownDown * ownDown + ownAway * ownAway;
    sum += Math.sqrt(Math.min(own, right * right + down * down + away * away));
  }
  return sum / count;
}
