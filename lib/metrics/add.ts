import type { Pose } from '../geometry/pose';
import type { ModelPoints } from './modelPoints';
import { triangularDifference } from './poseDifference';

/**
 * Average distance of the model's points under two poses (Hinterstoisser et al., ACCV 2012, equation 3).
 * @returns mm
 */
export function averageDistance({ points, count }: ModelPoints, estimate: Pose, truth: Pose): number {
  const [a, b, c, e, f, i, tx, ty, tz] = triangularDifference(estimate, truth);
  let sum = 0;
  for (let offset = 0; offset < points.length; offset += 3) {
    const x = points[offset];
    const y = points[offset + 1];
    const z = points[offset + 2];
    const first = a * x + b * y + c * z + tx;
    const second = e * y + f * z + ty;
    const third = i * z + tz;
    sum += Math.sqrt(first * first + second * second + third * third);
  }
  return sum / count;
}
