import { describe, expect, it } from 'vitest';
import { gradientError, randomTensor } from '../../../test/support/gradientCheck';
import { invertIntrinsics } from '../../geometry/projection';
import { tf } from '../../tensor/engine';
import { objectSpaceLoss, type ObjectSpaceInputs } from './objectSpaceLoss';

const focal = 100;
const matrix = [focal, 0, 40, 0, focal, 30, 0, 0, 1];
const anchorSize = 20;
const center = [35.5, 27.5];
const diameter = 80;

/** Corners of a cell, mm in the camera's frame. */
const corners = Array.from({ length: 8 }, (_, index) => [
  (index & 1) * 40 - 20,
  (index & 2) * 15 - 15,
  400 + (index & 4) * 10,
]);

/** Offsets in anchor widths at which all corners are seen `shift` px right of where they are. */
function offsetsOf(shift: number): number[] {
  const along = (axis: 0 | 1) =>
    corners.map((corner) => {
      const pixel = (focal * corner[axis]) / corner[2] + matrix[3 * axis + 2] + (axis === 0 ? shift : 0);
      return (pixel - center[axis]) / anchorSize;
    });
  return [...along(0), ...along(1)];
}

/** Two cells, of which the second counts `secondWeight` / diameter. */
function inputsOf(prediction: tf.Tensor, secondWeight = 0): ObjectSpaceInputs {
  return {
    prediction: prediction as tf.Tensor3D,
    centers: tf.tensor2d([center, center].flat(), [2, 2]),
    anchorSizes: tf.tensor1d([anchorSize, anchorSize]),
    inverseCamera: tf.tensor3d(invertIntrinsics(matrix), [1, 3, 3]),
    corners: tf.tensor3d([...corners.flat(), ...corners.flat()], [1, 2, 24]),
    inverseDiameter: tf.tensor2d([[1 / diameter, secondWeight / diameter]]),
  };
}

const lossOf = (first: number[], second: number[], secondWeight = 0) =>
  tf.tidy(
    () =>
      objectSpaceLoss(inputsOf(tf.tensor3d([...first, ...second], [1, 2, 16]), secondWeight)).dataSync()[0],
  );

describe('the object-space loss', () => {
  it('is zero where every corner is seen where it is', () => {
    expect(lossOf(offsetsOf(0), offsetsOf(0), 1)).toBeLessThan(1e-8);
  });

  it('measures in object space, from the corner to the nearest point of the ray', () => {
    const shift = 6;
    const smooth = (x: number) => (Math.abs(x) < 1 ? 0.5 * x * x : Math.abs(x) - 0.5);
    let expected = 0;
    for (const [x, y, z] of corners) {
      const ray = [x / z + shift / focal, y / z, 1];
      const along = (x * ray[0] + y * ray[1] + z) / (ray[0] ** 2 + ray[1] ** 2 + 1);
      for (const [axis, value] of [x, y, z].entries())
        expected += smooth((50 * (along * ray[axis] - value)) / diameter) / 50 / 24;
    }
    expect(lossOf(offsetsOf(shift), offsetsOf(0)) / expected).toBeCloseTo(1, 4);
  });

  it('leaves out cells of weight 0, with no gradient to them', () => {
    const wrong = offsetsOf(50);
    expect(lossOf(offsetsOf(3), wrong)).toBe(lossOf(offsetsOf(3), offsetsOf(0)));
    expect(lossOf(offsetsOf(3), wrong, 1)).toBeGreaterThan(lossOf(offsetsOf(3), wrong));
    const gradient = tf.tidy(() =>
      tf
        .grad((x) => objectSpaceLoss(inputsOf(x)))(tf.tensor3d([...offsetsOf(3), ...wrong], [1, 2, 16]))
        .dataSync(),
    );
    expect(gradient.subarray(0, 16).some((value) => value !== 0)).toBe(true);
    expect(gradient.subarray(16).every((value) => value === 0)).toBe(true);
  });

  it('has the gradient of finite differences', () => {
    const start = tf.tidy(() =>
      tf.add(tf.tensor3d([...offsetsOf(4), ...offsetsOf(-2)], [1, 2, 16]), randomTensor([1, 2, 16], 3, 0.05)),
    );
    const error = gradientError((x) => objectSpaceLoss(inputsOf(x, 1)), [start], 3e-4);
    expect(error).toBeLessThan(2e-3);
    start.dispose();
  });
});
