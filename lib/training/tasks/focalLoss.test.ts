import { describe, expect, it } from 'vitest';
import { gradientError, randomTensor } from '../../../test/support/gradientCheck';
import { tf } from '../../tensor/engine';
import { focalLoss } from './focalLoss';

describe('focal loss', () => {
  const single = (logit: number, positive: number, negative: number, gamma?: number, alpha?: number) =>
    tf.tidy(
      () =>
        focalLoss(
          tf.tensor1d([logit]),
          tf.tensor1d([positive]),
          tf.tensor1d([negative]),
          gamma,
          alpha,
        ).dataSync()[0],
    );

  it('is -alpha (1 - p)^gamma log p where an object is, and the mirror image where none is', () => {
    for (const logit of [-3, -0.5, 0, 2]) {
      const p = 1 / (1 + Math.exp(-logit));
      expect(single(logit, 1, 0)).toBeCloseTo(-0.25 * (1 - p) ** 2 * Math.log(p), 6);
      expect(single(logit, 0, 1)).toBeCloseTo(-0.75 * p ** 2 * Math.log(1 - p), 6);
      expect(single(logit, 1, 0, 1.5, 0.4)).toBeCloseTo(-0.4 * (1 - p) ** 1.5 * Math.log(p), 6);
    }
  });

  it('ignores cells that are neither, and sums over the others', () => {
    expect(single(5, 0, 0)).toBe(0);
    const logits = tf.tensor2d([[1, 5, -2]]);
    const found = tf.tidy(() => focalLoss(logits, tf.tensor2d([[1, 0, 0]]), tf.tensor2d([[0, 0, 1]])));
    expect(found.dataSync()[0]).toBeCloseTo(single(1, 1, 0) + single(-2, 0, 1), 6);
    tf.dispose([logits, found]);
  });

  it('stays finite at extreme logits, with finite gradients', () => {
    for (const logit of [-500, 500]) {
      for (const [positive, negative] of [
        [1, 0],
        [0, 1],
      ]) {
        expect(Number.isFinite(single(logit, positive, negative))).toBe(true);
        const gradient = tf.tidy(() =>
          tf
            .grad((x) => focalLoss(x, tf.tensor1d([positive]), tf.tensor1d([negative])))(tf.tensor1d([logit]))
            .dataSync(),
        );
        expect(Number.isFinite(gradient[0])).toBe(true);
      }
    }
    expect(single(500, 0, 1)).toBeCloseTo(375, 3);
  });

  it('has the gradient of finite differences', () => {
    const [positive, negative] = [tf.tensor1d([1, 0, 0, 1]), tf.tensor1d([0, 1, 0, 0])];
    const error = gradientError((x) => focalLoss(x, positive, negative), [randomTensor([4], 1)]);
    expect(error).toBeLessThan(1e-3);
    tf.dispose([positive, negative]);
  });
});
