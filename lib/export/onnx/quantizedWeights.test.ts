import { InferenceSession } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { randomTensor } from '../../../test/support/gradientCheck';
import type { InqQuantizer } from '../../quantizers/methods/inq';
import {
  methodNamed,
  quantizationMethods,
  type QuantizationMethod,
} from '../../quantizers/methods/quantizationMethods';
import { decodeWeights, type WeightCodes } from '../../quantizers/weightCodes';
import { tf } from '../../tensor/engine';
import { GraphWriter } from './graphWriter';
import { encodeGraph, encodeModel } from './onnxModel';
import { permuted, quantizedWeights } from './quantizedWeights';

const methods = Object.keys(quantizationMethods) as QuantizationMethod[];
const cases = methods.flatMap((method) => methodNamed(method).widths.map((bits) => ({ method, bits })));
const shape = [3, 3, 4, 6];
const axes = [3, 2, 0, 1];

function codesOf(method: QuantizationMethod, bits: number): WeightCodes {
  const weights = tf.tidy(() => tf.variable(randomTensor(shape, bits, 0.05)));
  const quantizer = methodNamed(method).make('a', weights, bits);
  if ('advance' in quantizer) (quantizer as InqQuantizer).advance(1);
  const codes = quantizer.codes();
  quantizer.dispose();
  weights.dispose();
  return codes;
}

it.each(cases)('$method at $bits bits are made weights again by onnxruntime', async ({ method, bits }) => {
  const codes = codesOf(method, bits);
  const graph = new GraphWriter();
  const stored = quantizedWeights(graph, codes, axes, 25);
  graph.node('Identity', [stored.weights], {}, ['weights']);
  const expected = permuted(decodeWeights(codes), shape, axes);
  const outputs = [{ name: 'weights', shape: expected.shape, documentation: '' }];
  const { nodes, initializers } = graph;
  const bytes = encodeModel(encodeGraph({ name: 'weights', nodes, initializers, inputs: [], outputs }), {
    ...{ irVersion: 13, opset: 25, producerVersion: '0', metadata: new Map() },
  });
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const { weights } = await session.run({});
  const found = weights.data as Float32Array;
  for (const [index, value] of expected.values.entries()) {
    expect(Math.abs(found[index] - value)).toBeLessThanOrEqual(1.2e-7 * Math.abs(value));
  }
  const lawful = method.startsWith('inqPowersOfTwo') ? [2, 4, 8] : [2, 4, 8].filter((width) => width >= bits);
  expect(lawful).toContain(stored.bits);
  await session.release();
});

it('turns axes as TensorFlow does', () => {
  const values = Float32Array.from({ length: 216 }, (_, index) => index);
  const turned = tf.tidy(() => tf.transpose(tf.tensor(values, shape), axes).dataSync());
  expect(Array.from(permuted(values, shape, axes).values)).toEqual(Array.from(turned));
});
