import { describe, expect, it } from 'vitest';
import { tf } from '../tensor/engine';
import { hessianTrace, usualTraceOptions } from './hessianTrace';
import { hessianVectorProduct } from './hessianVectorProduct';

/** Loss 1/2 w^T A w + sum w^3 / 6: Hessian A + diag(w). */
function quadratic() {
  const matrix = tf.tensor2d([
    [4, 1, 0],
    [1, 3, -2],
    [0, -2, 5],
  ]);
  const weights = tf.variable(tf.tensor1d([1, -2, 0.5]));
  const loss = () => {
    const column = tf.reshape(weights, [3, 1]);
    const square = tf.mul(tf.sum(tf.mul(column, tf.matMul(matrix, column))), 0.5);
    return tf.add(square, tf.div(tf.sum(tf.pow(weights, 3)), 6)) as tf.Scalar;
  };
  return { weights, loss };
}

describe('the Hessian', () => {
  it('times a vector is exact on a cubic, and the weights stay', () => {
    const { weights, loss } = quadratic();
    const product = hessianVectorProduct(loss, weights, tf.tensor1d([1, 2, 3])).dataSync();
    [4 + 2 + 1, 1 + 6 - 6 - 4, -4 + 15 + 1.5].forEach((expected, index) => {
      expect(product[index]).toBeCloseTo(expected, 3);
    });
    expect([...weights.dataSync()]).toEqual([1, -2, 0.5]);
  });

  it('has its trace in the interval, and stops at the error asked for', () => {
    const { weights, loss } = quadratic();
    const before = tf.memory().numTensors;
    const { interval, converged, probes } = hessianTrace(loss, weights, 'w', {
      ...usualTraceOptions,
      relativeError: 0.2,
    });
    expect(interval.low).toBeLessThanOrEqual(11.5 + 1e-3);
    expect(interval.high).toBeGreaterThanOrEqual(11.5 - 1e-3);
    expect([converged, probes < usualTraceOptions.maximumProbes]).toEqual([true, true]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is refused where it is not finite, with the name of the layer', () => {
    const weights = tf.variable(tf.tensor1d([0, 1]));
    expect(() => hessianTrace(() => tf.sum(tf.sqrt(tf.sub(weights, 5))), weights, 'head.cls_logits')).toThrow(
      /head\.cls_logits/,
    );
  });
});
