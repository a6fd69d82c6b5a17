import { describe, expect, it } from 'vitest';
import { Random } from '../../common/random';
import type { Pose, Vector3 } from '../../geometry/pose';
import { uniformRotation } from '../../geometry/randomRotations';
import { transformPoints } from '../../geometry/rigidMotion';
import { multiplyMatrices, randomRotation } from '../../geometry/rotations';
import { averageDistance } from '../add';
import { ModelPoints } from '../modelPoints';
import { triangularDifference } from '../poseDifference';
import { DistanceSum } from './distanceSum';

/** ADD as its equation says */
function plainAverage(points: Float64Array, estimate: Pose, truth: Pose): number {
  const [estimated, true_] = [estimate, truth].map((pose) => transformPoints(pose, points));
  let sum = 0;
  for (let at = 0; at < points.length; at += 3) {
    sum += Math.hypot(...[0, 1, 2].map((axis) => estimated[at + axis] - true_[at + axis]));
  }
  return sum / (points.length / 3);
}

function cloud(random: Random, count: number, extents: Vector3, center: Vector3): Float64Array {
  return Float64Array.from({ length: 3 * count }, (_, at) => random.normal(center[at % 3], extents[at % 3]));
}

function posesNear(random: Random, angle: number, shift: number): [Pose, Pose] {
  const truth: Pose = { rotation: uniformRotation(random), translation: [20, -30, 900] };
  const [x, y, z] = truth.translation.map((value) => random.normal(value, shift));
  const rotation = multiplyMatrices(randomRotation(random, angle), truth.rotation);
  return [{ rotation, translation: [x, y, z] }, truth];
}

describe('sums of distances by vector instructions', () => {
  it.each<[string, Vector3, Vector3]>([
    ['a round object', [50, 50, 50], [0, 0, 0]],
    ['a thin rod', [2, 2, 60], [0, 0, 0]],
    ['an object far from its origin', [30, 20, 40], [900, -4000, 300]],
  ])('give ADD of %s within 1e-6', (_, extents, center) => {
    const random = Random.derive(0, 'cloud');
    for (const count of [1000, 1003, 10_000]) {
      const points = cloud(random, count, extents, center);
      const model = new ModelPoints(points);
      for (const [angle, shift] of [
        [3, 60],
        [0.1, 5],
        [1e-4, 0.01],
        [0.3, 0],
        [0, 2],
        [1e-9, 1e-7],
      ]) {
        // prettier-ignore
        const [estimate, truth] = posesNear(random, angle, shift);
        const expected = plainAverage(points, estimate, truth);
        const off = Math.abs(averageDistance(model, estimate, truth) - expected);
        // The plain equation itself loses digits where poses are nearly equal
        expect(off, `${angle} ${shift}`).toBeLessThan(1e-6 * expected + 1e-11);
      }
    }
  });

  it('are exactly 0 for equal poses and leave no point out', () => {
    const random = Random.derive(1, 'cloud');
    const points = cloud(random, 1005, [50, 40, 30], [5, 0, 0]);
    const [estimate, truth] = posesNear(random, 1, 30);
    expect(averageDistance(new ModelPoints(points), truth, truth)).toBe(0);
    points.set([1e6, 0, 0], points.length - 3);
    const far = averageDistance(new ModelPoints(points), estimate, truth);
    expect(far / plainAverage(points, estimate, truth)).toBeCloseTo(1, 6);
  });

  it('are left to the plain loop where 32 bits do not hold them', () => {
    const rod = new DistanceSum(cloud(Random.derive(2, 'cloud'), 1000, [0.001, 0.001, 100], [0, 0, 0]));
    expect(rod.of([1, -1, 1e-6, 1e-9, 1e-6, 1e-6, 0, 0, 0])).toBeDefined();
    expect(rod.of([0, 0, 1, 0, 1, 1, 0, 0, 1e20])).toBeUndefined();
    expect(rod.of([0, 0, 1e-25, 0, 0, 0, 0, 0, 0])).toBeUndefined();
    const tilted = Math.SQRT1_2;
    const points = cloud(Random.derive(3, 'cloud'), 1000, [100, 100, 0.001], [0, 0, 0]);
    for (let at = 0; at < points.length; at += 3) points[at + 1] = points[at];
    const across = new DistanceSum(points);
    expect(across.of([tilted, -tilted, 0, 0, 0, 0, 0, 0, 0.01])).toBeUndefined();
  });

  it('have the same bits each time, whatever was summed between', () => {
    const random = Random.derive(4, 'cloud');
    const points = cloud(random, 4000, [50, 40, 30], [0, 0, 0]);
    const [one, other] = [
      new DistanceSum(points),
      new DistanceSum(cloud(random, 9000, [9, 9, 9], [0, 0, 0])),
    ];
    const map = triangularDifference(...posesNear(random, 1, 30));
    const first = one.of(map);
    other.of(map);
    expect(one.of(map)).toBe(first);
    expect(new DistanceSum(points).of(map)).toBe(first);
  });
});
