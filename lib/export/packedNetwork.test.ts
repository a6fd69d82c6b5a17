import { expect, it, onTestFinished } from 'vitest';
import { randomTensor } from '../../test/support/gradientCheck';
import { ExportError } from '../common/errors';
import type { PrecisionPolicy } from '../models/modularNetwork';
import { createWdr, type WdrConfiguration, type WdrNetwork } from '../models/wdr';
import type { ActivationMethod } from '../quantizers/activations/activationMethods';
import { quantize } from '../quantizers/quantization';
import { tf } from '../tensor/engine';
import { exportContent } from './exportContent';
import { decodePacked, encodePacked } from './packedFile';
import { assignPacked } from './packedNetwork';

const configuration: WdrConfiguration = {
  ...{ inputWidth: 16, inputHeight: 16, anchorSizes: [12, 24] },
  backbone: { initialChannels: 4, stageChannels: [4, 8], stageUnits: [1, 1] },
  pyramid: { channels: 4, stages: [1, 2], extraLevels: 0 },
  head: { towerConvolutions: 1, groups: 2, classes: 1 },
};
const information = {
  ...{ architecture: 'wdr', configuration: {}, moduleBits: {}, order: [] },
  ...{ data: 'formula', metrics: {}, codeVersion: '0' },
};

function made(seed: number): WdrNetwork {
  const network = createWdr(configuration, seed);
  onTestFinished(() => {
    network.dispose();
  });
  return network;
}

function said(network: WdrNetwork, images: tf.Tensor4D, precision: PrecisionPolicy): number[] {
  return tf.tidy(() =>
    network
      .forward(images, { training: false, precision })
      .flatMap(({ logits, corners }) => [...logits.dataSync(), ...corners.dataSync()]),
  );
}

it.each<ActivationMethod>(['calibrated', 'learned'])(
  'makes another network say what the packed one said, inputs %s',
  async (method) => {
    const before = tf.memory().numTensors;
    const [network, other] = [createWdr(configuration, 1), createWdr(configuration, 2)];
    const images = randomTensor([1, 16, 16, 3], 3, 1) as tf.Tensor4D;
    const bits = { backbone: 8, fpn: 2, head: 5 };
    const quantization = quantize(network, bits, 'lsq', { activations: { bits: 6, method } });
    await quantization.calibrate(() => void said(network, images, quantization));
    const model = { information, ...exportContent(network, quantization) };
    const precision = assignPacked(other, decodePacked(encodePacked(model), 'model'));
    expect(said(other, images, precision)).toEqual(said(network, images, quantization));
    for (const part of [quantization, network, other, images]) part.dispose();
    expect(tf.memory().numTensors).toBe(before);
  },
);

it('names what does not fit, and assigns nothing', () => {
  const network = made(1);
  const model = { information, ...exportContent(made(2), undefined) };
  const first = network.parameters[0];
  const kept = Array.from(first.variable.dataSync());
  const floats = new Map(model.floats);
  floats.delete('fpn.out_convs.0.bias');
  expect(() => assignPacked(network, { ...model, floats })).toThrow(/fpn\.out_convs\.0\.bias: found nothing/);
  floats.set('fpn.out_convs.0.bias', { shape: [3], values: new Float32Array(3) });
  expect(() => assignPacked(network, { ...model, floats })).toThrow(ExportError);
  expect(Array.from(first.variable.dataSync())).toEqual(kept);
});
