import { describe, expect, it } from 'vitest';
import { Random } from '../common/random';
import { canonicalPose } from './canonicalPose';
import { uniformRotation } from './randomRotations';
import { angleBetween, composePoses } from './rotations';
import { symmetryTransformations } from './symmetries';

const shapes = {
  'half a turn': { discrete: [[-1, 0, 0, 4, 0, -1, 0, -2, 0, 0, 1, 0, 0, 0, 0, 1]] },
  'any turn': { continuous: [{ axis: [0, 0, 1], offset: [3, 1, 0] }] },
} as const;

describe.each(Object.entries(shapes))('the canonical pose under %s', (_, shape) => {
  const symmetries = symmetryTransformations(shape, 0.02);
  const random = new Random(4);
  const poses = Array.from({ length: 20 }, () => ({
    rotation: uniformRotation(random),
    translation: [random.uniform(), 2, 300] as const,
  }));

  it('is one of those that look the same, and none of them is turned less', () => {
    for (const pose of poses) {
      const alike = symmetries.map((symmetry) => composePoses(pose, symmetry));
      const found = canonicalPose(pose, symmetries);
      expect(alike).toContainEqual(found);
      const angle = (rotation: readonly number[]) =>
        angleBetween(rotation as never, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
      const smallest = Math.min(...alike.map(({ rotation }) => angle(rotation)));
      expect(angle(found.rotation)).toBeCloseTo(smallest, 9);
    }
  });

  it('is the same from wherever it is reached', () => {
    for (const pose of poses) {
      const wanted = canonicalPose(pose, symmetries);
      for (const symmetry of symmetries.slice(0, 40)) {
        const { rotation, translation } = canonicalPose(composePoses(pose, symmetry), symmetries);
        rotation.forEach((value, index) => expect(value).toBeCloseTo(wanted.rotation[index], 6));
        translation.forEach((value, index) => expect(value).toBeCloseTo(wanted.translation[index], 4));
      }
    }
  });
});

it('leaves the pose of an object without symmetries alone', () => {
  const pose = { rotation: uniformRotation(new Random(1)), translation: [1, 2, 3] as const };
  expect(canonicalPose(pose, symmetryTransformations({}))).toBe(pose);
});
