import { describe, expect, it, onTestFinished } from 'vitest';
import { randomTensor } from '../../test/support/gradientCheck';
import type { tf } from '../tensor/engine';
import { fullPrecision } from './modularNetwork';
import { NetworkBuilder } from './networkBuilder';
import { resnet } from './resnet';
import { createZebraPose, paperZebraPose, tinyZebraPose } from './zebraPose';

const pass = { training: false, precision: fullPrecision };

describe('ResNet-34 at output stride 8', () => {
  it('has 3, 4, 6 and 3 blocks, whose last two stages are dilated instead of reduced', () => {
    const network = createZebraPose(paperZebraPose, 'zeros');
    const layers = network.layers.filter(({ module }) => module === 'backbone');
    expect(layers).toHaveLength(36);
    const stem = { kernel: 7, inputChannels: 3, outputChannels: 64, stride: 2, outputStrides: [2] };
    expect(layers[0]).toMatchObject(stem);
    const stages = [1, 2, 3, 4].map((stage) => {
      const own = layers.filter(({ name }) => name.startsWith(`backbone.layer${stage}.`));
      const spatial = own.filter(({ kernel }) => kernel === 3);
      return {
        blocks: spatial.length / 2,
        shortcuts: own.length - spatial.length,
        channels: [...new Set(own.map(({ outputChannels }) => outputChannels))],
        strides: spatial.map(({ stride }) => stride).slice(0, 2),
        dilations: [...new Set(spatial.map(({ dilation }) => dilation ?? 1))],
        outputStrides: [...new Set(own.flatMap(({ outputStrides }) => outputStrides))],
      };
    });
    const shared = { strides: [1, 1], shortcuts: 1 };
    expect(stages).toEqual([
      { ...shared, blocks: 3, shortcuts: 0, channels: [64], dilations: [1], outputStrides: [4] },
      { ...shared, blocks: 4, strides: [2, 1], channels: [128], dilations: [1], outputStrides: [8] },
      { ...shared, blocks: 6, channels: [256], dilations: [2], outputStrides: [8] },
      { ...shared, blocks: 3, channels: [512], dilations: [4], outputStrides: [8] },
    ]);
    network.dispose();
  });

  it('gives maps of a half, a quarter and an eighth of the image; the decoder those of a half', () => {
    const builder = new NetworkBuilder(1);
    const network = createZebraPose(tinyZebraPose, 1);
    onTestFinished(() => {
      builder.dispose();
      network.dispose();
    });
    const images = randomTensor<tf.Tensor4D>([2, 32, 32, 3], 2);
    const { half, quarter, deepest } = resnet(builder, tinyZebraPose.backbone)(images, pass);
    expect([half, quarter, deepest].map(({ shape }) => shape)).toEqual([
      [2, 16, 16, 4],
      [2, 8, 8, 4],
      [2, 4, 4, 8],
    ]);
    const { mask, code } = network.forward(images, pass);
    expect([mask.shape, code.shape]).toEqual([
      [2, 16, 16, 1],
      [2, 16, 16, 5],
    ]);
  });
});
