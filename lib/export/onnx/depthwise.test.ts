import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it, onTestFinished } from 'vitest';
import { randomTensor } from '../../../test/support/gradientCheck';
import { modularNetworkOf } from '../../models/layersModel/layersModel';
import { fullPrecision } from '../../models/modularNetwork';
import { quantize } from '../../quantizers/quantization';
import { tf } from '../../tensor/engine';
import { exportOnnx } from './onnxExport';
import { namedTensors } from './tracing';

const information = {
  ...{ architecture: 'any', configuration: {}, moduleBits: {}, order: [] },
  ...{ data: 'noise', metrics: {}, codeVersion: '0' },
};

it.each([
  ['full precision', undefined],
  ['4 bits a layer', 'lsq'],
  ['4 bits a channel', 'uniformAffinePerChannel'],
] as const)(
  'a convolution of each channel alone says in ONNX what it says here: %s',
  async (_name, method) => {
    const model = tf.sequential();
    const window = { kernelSize: 3, strides: 2, padding: 'same', depthMultiplier: 2 } as const;
    model.add(tf.layers.depthwiseConv2d({ name: 'each', inputShape: [9, 8, 3], ...window }));
    model.add(tf.layers.conv2d({ name: 'all', filters: 4, kernelSize: 1, activation: 'relu' }));
    const network = modularNetworkOf(model, { stem: ['each'], head: ['all'] });
    const quantization = method && quantize(network, { stem: 4, head: 4 }, method);
    const images = randomTensor([1, 9, 8, 3], 5, 1) as tf.Tensor4D;
    onTestFinished(() => {
      tf.dispose(images);
      quantization?.dispose();
      network.dispose();
    });
    const expected = tf.tidy(() => {
      const pass = { training: false, precision: quantization ?? fullPrecision };
      const [[name, tensor]] = Object.entries(namedTensors(network.forward(images, pass)));
      return { name, values: tensor.dataSync() };
    });
    const bytes = exportOnnx(network, { information, imageWidth: 8, imageHeight: 9, quantization });
    const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
    const found = await session.run({ images: new Tensor('float32', images.dataSync(), images.shape) });
    const values = found[expected.name].data as Float32Array;
    expect(values).toHaveLength(expected.values.length);
    values.forEach((value, index) => {
      expect(value).toBeCloseTo(expected.values[index], 4);
    });
    await session.release();
  },
);
