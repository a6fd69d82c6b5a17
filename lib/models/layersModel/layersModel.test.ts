import { afterEach, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../common/errors';
import { tf } from '../../tensor/engine';
import { fullPrecision, layerMultiplyAccumulates, type PrecisionPolicy } from '../modularNetwork';
import { modularNetworkOf } from './layersModel';

const { conv2d, depthwiseConv2d, dense, batchNormalization, globalAveragePooling2d, add, reLU } = tf.layers;

/** A residual network with a depthwise convolution, a layer that is used twice, and a model inside. */
function exampleModel(): tf.LayersModel {
  const input = tf.input({ shape: [9, 12, 3], name: 'image' });
  const stem = conv2d({
    name: 'stem_conv',
    filters: 4,
    kernelSize: 3,
    strides: 2,
    padding: 'same',
    useBias: false,
  });
  const normalized = batchNormalization({ name: 'stem_norm' }).apply(stem.apply(input));
  const shared = conv2d({ name: 'body_shared', filters: 4, kernelSize: 1, activation: 'relu' });
  const depthwise = depthwiseConv2d({
    name: 'body_depthwise',
    kernelSize: 3,
    padding: 'same',
    depthMultiplier: 2,
  });
  const once = shared.apply(normalized) as tf.SymbolicTensor;
  const twice = shared.apply(once) as tf.SymbolicTensor;
  const sum = add({ name: 'sum' }).apply([once, twice]);
  const head = tf.sequential({ name: 'inside' });
  head.add(globalAveragePooling2d({ name: 'pool', inputShape: [5, 6, 8] }));
  head.add(dense({ name: 'head_dense', units: 5 }));
  const scores = head.apply(reLU({ name: 'relu' }).apply(depthwise.apply(sum)));
  return tf.model({ inputs: input, outputs: scores as tf.SymbolicTensor, name: 'example' });
}

const modules = { stem: ['stem_*'], body: ['body_*', 'relu'], head: ['head_dense'] };
const images = () => tf.randomNormal<tf.Rank.R4>([2, 9, 12, 3], 0, 1, 'float32', 7);

afterEach(() => tf.disposeVariables());

describe('modularNetworkOf', () => {
  it('runs the model and leaves it and the number of tensors as they were', () => {
    const model = exampleModel();
    const network = modularNetworkOf(model, modules);
    const x = images();
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const expected = model.predict(x) as tf.Tensor;
      const output = network.forward(x, { training: false, precision: fullPrecision });
      expect(output.dataSync()).toEqual(expected.dataSync());
    });
    expect(tf.memory().numTensors).toBe(before);
    for (const layer of model.layers) expect(Object.keys(layer)).not.toContain('call');
    x.dispose();
  });

  it('describes layers, parameters and statistics', () => {
    const network = modularNetworkOf(exampleModel(), modules);
    expect(network.architecture).toBe('example');
    expect(network.modules).toEqual(['stem', 'body', 'head']);
    expect(network.layers).toEqual([
      {
        ...{ name: 'stem_conv', module: 'stem', kernel: 3, inputChannels: 3, outputChannels: 4 },
        ...{ stride: 2, bias: false, outputStrides: [2] },
      },
      {
        ...{ name: 'body_shared', module: 'body', kernel: 1, inputChannels: 4, outputChannels: 4 },
        ...{ stride: 1, bias: true, outputStrides: [2, 2] },
      },
      {
        ...{ name: 'body_depthwise', module: 'body', kernel: 3, inputChannels: 1, outputChannels: 8 },
        ...{ stride: 1, bias: true, depthwise: true, outputStrides: [2] },
      },
      {
        ...{ name: 'head_dense', module: 'head', kernel: 1, inputChannels: 8, outputChannels: 5 },
        ...{ stride: 1, bias: true, outputStrides: [12], predicts: true },
      },
    ]);
    const work = network.layers.map((layer) => layerMultiplyAccumulates(layer, 12, 9));
    expect(work).toEqual([30 * 9 * 3 * 4, 2 * 30 * 4 * 4, 30 * 9 * 8, 8 * 5]);
    expect(network.parameters.map(({ name, role }) => `${name} ${role}`)).toEqual([
      ...['stem_conv.kernel weight', 'stem_norm.gamma gain', 'stem_norm.beta offset'],
      ...['body_shared.kernel weight', 'body_shared.bias bias'],
      ...['body_depthwise.depthwise_kernel weight', 'body_depthwise.bias bias'],
      ...['head_dense.kernel weight', 'head_dense.bias bias'],
    ]);
    expect(network.statistics.map(({ name }) => name)).toEqual([
      'stem_norm.moving_mean',
      'stem_norm.moving_variance',
    ]);
  });

  it('multiplies with the weights and inputs of the policy, and gives gradients to the variables', () => {
    const model = exampleModel();
    const network = modularNetworkOf(model, modules);
    const asked = new Set<string>();
    const doubled: PrecisionPolicy = {
      variables: [],
      weights: (layer, weights) => (layer === 'head_dense' ? tf.mul(weights, 2) : weights),
      activations(layer, input) {
        asked.add(layer);
        return layer === 'head_dense' ? tf.mul(input, 3) : input;
      },
    };
    const [x, bias] = [images(), [1, 2, 3, 4, 5]];
    const head = network.parameters
      .filter(({ layer }) => layer === 'head_dense')
      .map(({ variable }) => variable);
    tf.tidy(() => {
      head[1].assign(tf.tensor1d(bias));
    });
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const plain = tf.sub(model.predict(x) as tf.Tensor, bias);
      const pass = { training: false, precision: doubled };
      const output = tf.sub(network.forward(x, pass), bias);
      expect(tf.max(tf.abs(tf.sub(output, tf.mul(plain, 6)))).dataSync()[0]).toBeLessThan(1e-5);
      const loss = () => tf.sum(network.forward(x, pass)) as tf.Scalar;
      const pooled = tf.variableGrads(loss, [head[0]]).grads[head[0].name];
      const plainLoss = () => tf.sum(model.apply(x) as tf.Tensor) as tf.Scalar;
      const expected = tf.mul(tf.variableGrads(plainLoss, [head[0]]).grads[head[0].name], 6);
      expect(tf.max(tf.abs(tf.sub(pooled, expected))).dataSync()[0]).toBeLessThan(1e-4);
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(asked).toEqual(new Set(network.layers.map(({ name }) => name)));
    x.dispose();
  });

  it('moves running statistics in training alone, and puts the model back after an error', () => {
    const model = exampleModel();
    const network = modularNetworkOf(model, modules);
    const x = images();
    const [mean] = network.statistics;
    const read = () => mean.variable.dataSync().slice();
    const first = read();
    tf.tidy(() => network.forward(x, { training: false, precision: fullPrecision }));
    expect(read()).toEqual(first);
    tf.tidy(() => network.forward(x, { training: true, precision: fullPrecision }));
    expect(read()).not.toEqual(first);
    const expected = tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync());
    const failing: PrecisionPolicy = {
      ...fullPrecision,
      activations: (layer, input) => {
        if (layer === 'head_dense') throw new RangeError('as asked');
        return tf.zerosLike(input);
      },
    };
    expect(() => network.forward(x, { training: false, precision: failing })).toThrow(RangeError);
    expect(tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync())).toEqual(expected);
    x.dispose();
  });

  it.each([
    ['a name that no layer has', { ...modules, head: ['head'] }, /modules\.head: found head, which no layer/],
    ['a layer in no module', { stem: ['stem_*'], body: ['body_*'] }, /no module for head_dense/],
    [
      'a layer in two modules',
      { ...modules, all: ['*'] },
      /modules\.all: found the layer stem_conv, which is named by stem/,
    ],
    [
      'a module without kernels',
      { ...modules, stem: ['stem_conv'], norm: ['stem_norm'] },
      /modules\.norm: found no layer/,
    ],
    ['no modules', {}, /no module for stem_conv/],
  ])('refuses %s', (_, map, message) => {
    const build = () => modularNetworkOf(exampleModel(), map as Record<string, string[]>);
    expect(build).toThrow(ConfigurationError);
    expect(build).toThrow(message);
  });

  it('refuses layers that it cannot quantize, unless they are to stay at full precision', () => {
    const model = tf.sequential({ name: 'recurrent' });
    model.add(tf.layers.lstm({ name: 'memory', units: 3, inputShape: [4, 2] }));
    model.add(dense({ name: 'scores', units: 2 }));
    expect(() => modularNetworkOf(model, { all: ['*'] })).toThrow(
      /layer memory: found weights of the kind LSTM/,
    );
    const network = modularNetworkOf(model, { all: ['*'] }, { fullPrecision: ['memory'] });
    expect(network.layers.map(({ name }) => name)).toEqual(['scores']);
    expect(network.parameters.filter(({ role }) => role === 'weight')).toHaveLength(1);
    model.getLayer('scores').trainable = false;
    expect(() => modularNetworkOf(model, { all: ['scores'] })).toThrow(ConfigurationError);
    const frozen = () => modularNetworkOf(model, { all: ['*'] }, { fullPrecision: ['memory'] });
    expect(frozen).toThrow(/layer scores: found frozen weights/);
  });

  it('refuses a model that is not built, and sizes that are not known', () => {
    expect(() => modularNetworkOf(tf.sequential(), { all: ['*'] })).toThrow(/model: found 0 inputs/);
    const open = tf.sequential();
    open.add(conv2d({ name: 'open', filters: 1, kernelSize: 3, inputShape: [null, null, 3] }));
    expect(() => modularNetworkOf(open, { all: ['*'] })).toThrow(
      /layer open: found an output of \[\?, \?, \?, 1\]/,
    );
  });
});
