import { describe, expect, it } from 'vitest';
import { Random } from '../common/random';
import type { Matrix3, Pose, Vector3 } from './pose';
import {
  quaternionFromRotation,
  rotationFromQuaternion,
  rotationFromVector,
  vectorFromRotation,
} from './quaternions';
import { rotationAboutAxes, uniformRotation } from './randomRotations';
import { identityPose, invertPose, transformPoints } from './rigidMotion';
import { angleBetween, composePoses, isRotation, randomDirection, transformPoint } from './rotations';
import { symmetryTransformations } from './symmetries';

const draws = 300;

function expectClose(found: readonly number[], expected: readonly number[], tolerance = 1e-12): void {
  const largest = Math.max(...found.map((value, index) => Math.abs(value - expected[index])));
  expect(largest).toBeLessThan(tolerance);
}

function randomPose(random: Random): Pose {
  return { rotation: uniformRotation(random), translation: [random.normal(0, 50), 3, random.normal(0, 50)] };
}

describe('rotations', () => {
  it('come back from quaternions and rotation vectors, half turns included', () => {
    const random = new Random(1);
    for (let draw = 0; draw < draws; draw++) {
      const rotation = uniformRotation(random);
      expect(isRotation(rotation, 1e-12)).toBe(true);
      expectClose(rotationFromQuaternion(quaternionFromRotation(rotation)), rotation);
      expectClose(rotationFromVector(vectorFromRotation(rotation)), rotation);
      const halfTurn = rotationFromVector(
        randomDirection(random).map((value) => value * Math.PI) as unknown as Vector3,
      );
      expectClose(rotationFromVector(vectorFromRotation(halfTurn)), halfTurn, 1e-7);
    }
    expect(vectorFromRotation(identityPose.rotation)).toEqual([0, 0, 0]);
    expectClose(rotationFromVector([0, 0, 0]), identityPose.rotation);
  });

  it('know the angle between them, near none and near a half turn', () => {
    const random = new Random(2);
    for (const angle of [0, 1e-9, 1e-4, 0.3, 3, Math.PI - 1e-9, Math.PI]) {
      const start = uniformRotation(random);
      const axis = randomDirection(random).map((value) => value * angle) as unknown as Vector3;
      const turned = composePoses(
        { rotation: rotationFromVector(axis), translation: [0, 0, 0] },
        { rotation: start, translation: [0, 0, 0] },
      ).rotation;
      expect(Math.abs(angleBetween(turned, start) - angle)).toBeLessThan(1e-14 + 1e-15 * angle + 4e-16);
    }
  });

  it('are uniform: a third of the mean square of each entry, and zero mean', () => {
    const random = new Random(3);
    const sums = Array.from({ length: 9 }, () => [0, 0]);
    for (let draw = 0; draw < 20_000; draw++) {
      uniformRotation(random).forEach((value, index) => {
        sums[index][0] += value / 20_000;
        sums[index][1] += value ** 2 / 20_000;
      });
    }
    for (const [mean, square] of sums) {
      expect(Math.abs(mean)).toBeLessThan(0.02);
      expect(Math.abs(square - 1 / 3)).toBeLessThan(0.01);
    }
  });

  it('about given axes stay within the angle', () => {
    const random = new Random(4);
    for (let draw = 0; draw < draws; draw++) {
      const rotation = rotationAboutAxes(random, [[0, 0, 1]], 0.5);
      expect(rotation[8]).toBe(1);
      expect(angleBetween(rotation, identityPose.rotation)).toBeLessThanOrEqual(0.5);
    }
  });

  it.each<[string, Matrix3]>([
    ['a reflection', [1, 0, 0, 0, 1, 0, 0, 0, -1]],
    ['a scaling', [2, 0, 0, 0, 1, 0, 0, 0, 0.5]],
    ['not a number', [NaN, 0, 0, 0, 1, 0, 0, 0, 1]],
    ['too short', [1, 0, 0, 0, 1, 0]],
  ])('are told from %s', (_label, matrix) => {
    expect(isRotation(matrix, 1e-3)).toBe(false);
  });
});

describe('rigid motions', () => {
  it('are undone by their inverse, alone and on many points', () => {
    const random = new Random(5);
    const pose = randomPose(random);
    const points = Float64Array.from({ length: 30 }, () => random.normal(0, 100));
    const moved = transformPoints(pose, points);
    expectClose(transformPoint(pose, [points[3], points[4], points[5]]), [...moved.subarray(3, 6)]);
    expectClose([...transformPoints(invertPose(pose), moved, moved)], [...points], 1e-10);
  });
});

describe('symmetries', () => {
  const halfTurn = [-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

  it('count as the benchmark counts them, identity first', () => {
    const axis = { axis: [0, 0, 2], offset: [0, 0, 0] } as const;
    expect(symmetryTransformations({})).toEqual([identityPose]);
    expect(symmetryTransformations({ discrete: [halfTurn] })).toHaveLength(2);
    expect(symmetryTransformations({ continuous: [axis] })).toHaveLength(315);
    const both = symmetryTransformations({ discrete: [halfTurn], continuous: [axis] }, 0.05);
    expect(both).toHaveLength(126);
    expectClose(both[0].rotation, identityPose.rotation);
  });

  it('leave the points of an axis through the offset where they are', () => {
    const turns = symmetryTransformations({ continuous: [{ axis: [1, 2, 2], offset: [5, -3, 8] }] }, 0.1);
    for (const turn of turns) expectClose(transformPoint(turn, [8, 3, 14]), [8, 3, 14]);
    const ways = turns.map((turn) =>
      Math.hypot(...transformPoint(turn, [25, -3, 8]).map((v, i) => v - [25, -3, 8][i])),
    );
    expect(Math.max(...ways)).toBeGreaterThan(30);
  });

  it('refuse what is no rigid motion, no axis or no step', () => {
    const reflection = halfTurn.with(0, 1);
    expect(() => symmetryTransformations({ discrete: [reflection] })).toThrow(RangeError);
    expect(() => symmetryTransformations({ discrete: [halfTurn.slice(1)] })).toThrow(/symmetry 0/);
    expect(() => symmetryTransformations({ continuous: [{ axis: [0, 0, 0], offset: [0, 0, 0] }] })).toThrow(
      /axis/,
    );
    expect(() => symmetryTransformations({}, 0)).toThrow(/step/);
  });
});
