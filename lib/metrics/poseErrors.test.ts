import { describe, expect, it } from 'vitest';
import { NumericalError } from '../common/errors';
import { Random } from '../common/random';
import type { Camera } from '../geometry/camera';
import type { Pose, Vector3 } from '../geometry/pose';
import { uniformRotation } from '../geometry/randomRotations';
import { transformPoints } from '../geometry/rigidMotion';
import { composePoses } from '../geometry/rotations';
import { symmetryTransformations } from '../geometry/symmetries';
import { averageDistance } from './add';
import { averageClosestDistance } from './adi';
import { ModelPoints } from './modelPoints';
import { maximumSymmetryProjectionDistance } from './mspd';
import { maximumSymmetrySurfaceDistance } from './mssd';
import { PointTree } from './pointTree';
import { projectionError } from './projectionError';
import { projectPoints } from './projectedPoints';
import { rotationError } from './rotationError';
import { translationError } from './translationError';

const camera: Camera = { matrix: [600, 2, 310, -1, 590, 240, 0, 0, 1], width: 640, height: 480 };
const identity = symmetryTransformations({});
const quarterTurns = symmetryTransformations({
  discrete: [
    [0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
    [-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
    [0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
  ],
});

function randomPose(random: Random, spread = 40): Pose {
  const [x, y, z] = [0, 0, 700].map((center) => random.normal(center, spread));
  return { rotation: uniformRotation(random), translation: [x, y, z] };
}

function randomPoints(random: Random, count: number): Float64Array {
  return Float64Array.from({ length: 3 * count }, () => random.normal(0, 50));
}

/** Points that four quarter turns about z map onto each other, not about the origin only by chance. */
function symmetricModel(random: Random, count: number): ModelPoints {
  const part = randomPoints(random, count);
  return new ModelPoints(Float64Array.from(quarterTurns.flatMap((turn) => [...transformPoints(turn, part)])));
}

/** All errors of an estimate, lengths in mm or px. */
function allErrors(model: ModelPoints, symmetries: readonly Pose[], estimate: Pose, truth: Pose): number[] {
  return [
    averageDistance(model, estimate, truth),
    averageClosestDistance(model, estimate, truth),
    rotationError(estimate.rotation, truth.rotation),
    translationError(estimate.translation, truth.translation),
    projectionError(model, camera, estimate, truth),
    maximumSymmetrySurfaceDistance(model, symmetries, estimate, truth),
    maximumSymmetryProjectionDistance(model, symmetries, camera, estimate, truth),
  ];
}

describe('pose errors', () => {
  it('are exactly 0 for the truth', () => {
    const random = new Random(31);
    for (let trial = 0; trial < 50; trial++) {
      const truth = randomPose(random);
      const model = new ModelPoints(randomPoints(random, 1 + random.integer(200)));
      expect(allErrors(model, identity, truth, truth)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    }
  });

  it('do not change when the camera moves, save those in the image', () => {
    const random = new Random(32);
    for (let trial = 0; trial < 50; trial++) {
      const [estimate, truth, motion] = [randomPose(random), randomPose(random), randomPose(random, 500)];
      const model = new ModelPoints(randomPoints(random, 60));
      const inSpace = [0, 1, 2, 5];
      const before = allErrors(model, quarterTurns, estimate, truth);
      const after = allErrors(
        model,
        quarterTurns,
        composePoses(motion, estimate),
        composePoses(motion, truth),
      );
      for (const kind of inSpace) expect(after[kind] / before[kind]).toBeCloseTo(1, 9);
    }
  });

  it('are 0 under a symmetry of the object where they know of it, and not 0 where they do not', () => {
    const random = new Random(33);
    for (let trial = 0; trial < 20; trial++) {
      const truth = randomPose(random);
      const model = symmetricModel(random, 40);
      for (const symmetry of quarterTurns.slice(1)) {
        const [add, adi, , , , mssd, mspd] = allErrors(
          model,
          quarterTurns,
          composePoses(truth, symmetry),
          truth,
        );
        expect(Math.max(adi, mssd, mspd)).toBeLessThan(1e-9);
        expect(add).toBeGreaterThan(10);
      }
    }
  });

  it('rank: the closest point is no farther than the same point, the mean no greater than the maximum', () => {
    const random = new Random(34);
    for (let trial = 0; trial < 100; trial++) {
      const model = new ModelPoints(randomPoints(random, 1 + random.integer(50)));
      const estimate = randomPose(random);
      const [add, adi, , , proj, mssd, mspd] = allErrors(model, identity, estimate, randomPose(random));
      expect(adi).toBeLessThanOrEqual(add * (1 + 1e-12));
      expect(add).toBeLessThanOrEqual(mssd * (1 + 1e-12));
      expect(proj).toBeLessThanOrEqual(mspd * (1 + 1e-12));
    }
  });

  it('take the symmetry that suits best, as trying all does', () => {
    const random = new Random(35);
    const continuous = [{ axis: [0.1, 1, 0.2] as Vector3, offset: [4, 0, -2] as Vector3 }];
    const symmetries = symmetryTransformations({ continuous }, 0.05);
    for (let trial = 0; trial < 20; trial++) {
      const [estimate, truth] = [randomPose(random), randomPose(random)];
      const model = new ModelPoints(randomPoints(random, 200));
      const [surface, projection] = [3, 2].map((width) => {
        const place = (pose: Pose): Float64Array =>
          width === 3 ? transformPoints(pose, model.points) : projectPoints(model.points, camera, pose);
        const seen = place(estimate);
        return Math.min(
          ...symmetries.map((symmetry) => {
            const expected = place(composePoses(truth, symmetry));
            const distances = Array.from({ length: model.count }, (_, point) =>
              Math.hypot(
                ...Array.from(
                  { length: width },
                  (_, axis) => seen[point * width + axis] - expected[point * width + axis],
                ),
              ),
            );
            return Math.max(...distances);
          }),
        );
      });
      expect(maximumSymmetrySurfaceDistance(model, symmetries, estimate, truth) / surface).toBeCloseTo(1, 9);
      expect(
        maximumSymmetryProjectionDistance(model, symmetries, camera, estimate, truth) / projection,
      ).toBeCloseTo(1, 9);
    }
  });

  it('give no good score to a pose that is not a number', () => {
    const random = new Random(36);
    const model = new ModelPoints(randomPoints(random, 30));
    const truth = randomPose(random);
    const broken: Pose = { ...truth, translation: [0, 0, NaN] };
    for (const error of allErrors(model, identity, broken, truth).filter((_, kind) => kind !== 2)) {
      expect(error < 1e9).toBe(false);
    }
  });

  it('need points and symmetries', () => {
    expect(() => new ModelPoints(new Float64Array(0))).toThrow(NumericalError);
    expect(() => new ModelPoints(Float64Array.of(1, 2, NaN))).toThrow(/points\[2\]: found NaN/);
    const model = new ModelPoints(new Float64Array(3));
    const pose = randomPose(new Random(1));
    expect(() => maximumSymmetrySurfaceDistance(model, [], pose, pose)).toThrow(/symmetries/);
  });
});

describe('the tree of points', () => {
  it.each([1, 2, 7, 8, 9, 100, 1000])(
    'finds the closest of %i, as looking at all does, doubles included',
    (count) => {
      const random = new Random(37);
      const points = randomPoints(random, count).map((value) =>
        count > 500 ? Math.round(value / 10) : value,
      );
      const tree = new PointTree(points);
      expect(Array.from(tree.order).sort((a, b) => a - b)).toEqual(
        Array.from({ length: count }, (_, i) => i),
      );
      for (let trial = 0; trial < 200; trial++) {
        const sought = [random.normal(0, 80), random.normal(0, 80), random.normal(0, 80)];
        const distance = (list: Float64Array, point: number): number =>
          Math.hypot(...sought.map((value, axis) => list[3 * point + axis] - value));
        const found = tree.closest(sought[0], sought[1], sought[2], random.integer(count));
        const least = Math.min(...Array.from({ length: count }, (_, point) => distance(points, point)));
        expect(distance(tree.points, found)).toBe(least);
        expect(distance(points, tree.order[found])).toBe(least);
      }
    },
  );
});
