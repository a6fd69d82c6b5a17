import { expect, it } from 'vitest';
import { poseAxes, poseBox } from './poseOverlay';

const camera = { matrix: [100, 0, 32, 0, 100, 32, 0, 0, 1], width: 64, height: 64 };
const rotation = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const corners = [0, 1, 2, 3, 4, 5, 6, 7].map(
  (at) => [at & 4 ? 50 : -50, at & 2 ? 50 : -50, at & 1 ? 50 : -50] as const,
);
const object = { id: 1, name: 'cube', diameter: 173, corners, points: new Float64Array(), symmetries: [] };

it('projects the corners of the box', () => {
  const box = poseBox(camera, { rotation, translation: [0, 0, 550] }, object, { color: '#FFFFFF' });
  expect(box?.corners[0]).toEqual([22, 22]);
  expect(box?.corners[7][0]).toBeCloseTo(32 + 5000 / 600);
});

it('projects the axes', () => {
  const axes = poseAxes(camera, { rotation, translation: [0, 0, 500] }, 50);
  expect(axes?.ends).toEqual([
    [42, 32],
    [32, 42],
    [32, 32],
  ]);
});

it('draws nothing that is not in front of the camera', () => {
  expect(poseBox(camera, { rotation, translation: [0, 0, 20] }, object, { color: '#FFFFFF' })).toBeNull();
});
