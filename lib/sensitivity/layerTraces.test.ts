import { describe, expect, it, onTestFinished } from 'vitest';
import { NumericalError } from '../common/errors';
import { tf } from '../tensor/engine';
import { hessianProducts } from './hessianProducts';
import { layerTraces, type TraceProgress } from './layerTraces';
import { usualTraceOptions } from './traceEstimate';

const options = { ...usualTraceOptions, relativeError: 0.2, maximumProbes: 600 };

/** Loss 1/2 [u w]^T A [u w] + sum u^3 / 6 of u [2] and w [1]: Hessian A + diag(u, 0). */
function cubic() {
  const matrix = [
    [4, 1, 0],
    [1, 3, -2],
    [0, -2, 5],
  ];
  const [u, w] = [tf.variable(tf.tensor1d([1, -2])), tf.variable(tf.tensor1d([0.5]))];
  const loss = () => {
    const column = tf.reshape(tf.concat([u, w]), [3, 1]);
    const square = tf.mul(tf.sum(tf.mul(column, tf.matMul(tf.tensor2d(matrix), column))), 0.5);
    return tf.add(square, tf.div(tf.sum(tf.pow(u, 3)), 6)) as tf.Scalar;
  };
  onTestFinished(() => {
    tf.dispose([u, w]);
  });
  const layers = [
    { layer: 'u', variable: u },
    { layer: 'w', variable: w },
  ];
  return { loss, variables: [u, w], layers };
}

describe.each(['exact', 'central differences'] as const)('the Hessian by %s', (differentiation) => {
  it('times a vector is right on a cubic, and the weights stay', () => {
    const { loss, variables } = cubic();
    const products = hessianProducts({ loss, variables, batches: [{}], differentiation });
    const [first, second] = products.product([tf.tensor1d([1, 2]), tf.tensor1d([3])]);
    [4 + 2 + 1, 1 + 6 - 6 - 4].forEach((expected, index) => {
      expect(first.dataSync()[index]).toBeCloseTo(expected, 3);
    });
    expect(second.dataSync()[0]).toBeCloseTo(-4 + 15, 3);
    expect(variables.map((variable) => [...variable.dataSync()])).toEqual([[1, -2], [0.5]]);
  });

  it('has the trace of each block in its interval, stops at the error asked for and leaves no tensor', async () => {
    const { loss, variables, layers } = cubic();
    const before = tf.memory().numTensors;
    const products = hessianProducts({ loss, variables, batches: [{}], differentiation });
    const traces = await layerTraces(products, layers, options);
    expect(tf.memory().numTensors).toBe(before);
    for (const [index, truth] of [6, 5].entries()) {
      const { interval, converged, probes, weights } = traces[index];
      expect(interval.low - 1e-2).toBeLessThanOrEqual(truth);
      expect(interval.high + 1e-2).toBeGreaterThanOrEqual(truth);
      expect([converged, probes < options.maximumProbes, weights]).toEqual([true, true, 2 - index]);
    }
  });
});

describe('traces of all layers', () => {
  it('go on from what was drawn before, to the same numbers', async () => {
    const { loss, variables, layers } = cubic();
    const products = hessianProducts({ loss, variables, batches: [{}] });
    const whole = await layerTraces(products, layers, options);
    let saved: TraceProgress | undefined;
    const stop = async (progress: TraceProgress) => {
      saved = JSON.parse(JSON.stringify(progress)) as TraceProgress;
      if (progress.probes === 7) throw new Error('power cut');
      await Promise.resolve();
    };
    await expect(layerTraces(products, layers, options, { onProbe: stop })).rejects.toThrow('power cut');
    expect(await layerTraces(products, layers, options, { start: saved })).toEqual(whole);
    const others = layers.slice(1);
    await expect(layerTraces(products, others, options, { start: saved })).rejects.toThrow(/sums of u, w/);
  });

  it('are refused where they are not finite, with the name of the layer', async () => {
    const variables = [tf.variable(tf.tensor1d([1, 2])), tf.variable(tf.tensor1d([0, 1]))];
    const loss = () =>
      tf.add(tf.sum(tf.square(variables[0])), tf.sum(tf.sqrt(tf.sub(variables[1], 5)))) as tf.Scalar;
    const layers = ['fine', 'head.cls_logits'].map((layer, index) => ({ layer, variable: variables[index] }));
    const traces = layerTraces(hessianProducts({ loss, variables, batches: [{}] }), layers);
    await expect(traces).rejects.toThrow(NumericalError);
    await expect(traces).rejects.toThrow(/head\.cls_logits/);
    tf.dispose(variables);
  });
});
