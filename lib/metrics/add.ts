import type { Pose } from '../geometry/pose';
import { poseDifference } from './poseDifference';
import type { ModelPoints } from './modelPoints';

/**
 * Average distance of the model's points under two poses (Hinterstoisser et al., ACCV 2012, equation 3).
 * @returns mm
 */
export function averageDistance({ points, count }: ModelPoints, estimate: Pose, truth: Pose): number {
  const [a, b, c, d, e, f, g, h, i, tx, ty, tz] = poseDifference(estimate, truth);
  let sum = 0;
  for (let offset = 0; offset < points.length; offset += 3) {
    const x = points[offset];
    const y = points[offset + 1];
    const z = points[offset + 2];
    const right = a * x + b * y + c * z + tx;
    const down = d * x + e * y + f * z + ty;
    const away = g * x + h * y + i * z + tz;
    sum += Math.sqrt(right * right + down * down + away * away);
  }
  return sum / count;
}
