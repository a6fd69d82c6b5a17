/*
 * DarkNet-53 without its classifier (Redmon and Farhadi, "YOLOv3", arXiv 1804.02767), as the backbone of WDR.
 */
import { tf } from '../tensor/engine';
import { leakyRelu } from '../tensor/leakyRelu';
import { kaimingNormal } from './initializers';
import { batchNormalizationLayer, chain, convolutionLayer, type Layer } from './layers';
import type { ForwardPass } from './modularNetwork';
import type { NetworkBuilder } from './networkBuilder';

const slope = 0.1;

/** Widths and depths of a DarkNet. DarkNet-53: 32; [64, 128, 256, 512, 1024]; [2, 3, 9, 9, 5]. */
export interface DarknetConfiguration {
  readonly initialChannels: number;
  readonly stageChannels: readonly number[];
  /** Units a stage: the first is a 3x3 convolution of stride 2, the others are residual */
  readonly stageUnits: readonly number[];
}

/** @returns the maps after each stage; stage i (from 0) has stride 2^(i + 1) */
export type Darknet = (images: tf.Tensor4D, pass: ForwardPass) => tf.Tensor4D[];

/** Puts a DarkNet together under `backbone.features`. */
export function darknet(builder: NetworkBuilder, configuration: DarknetConfiguration): Darknet {
  const { initialChannels, stageChannels, stageUnits } = configuration;
  const initial = unit(builder, 'backbone.features.init_block', 3, initialChannels, 3, 1, 1);
  const stages = stageChannels.map((channels, stage) => {
    const name = `backbone.features.stage${stage + 1}`;
    const inputChannels = stage === 0 ? initialChannels : stageChannels[stage - 1];
    const outputStride = 2 ** (stage + 1);
    const downsample = unit(builder, `${name}.unit1`, inputChannels, channels, 3, 2, outputStride);
    const residuals = Array.from({ length: stageUnits[stage] - 1 }, (_, index) =>
      residualUnit(builder, `${name}.unit${index + 2}`, channels, outputStride),
    );
    return chain(downsample, ...residuals);
  });
  return (images, pass) => {
    const maps: tf.Tensor4D[] = [];
    let x = initial(images, pass); // [B, H, W, 3] -> [B, H, W, C0]
    for (const stage of stages) {
      x = stage(x, pass); // [B, H, W, C] -> [B, H/2, W/2, C']
      maps.push(x);
    }
    return maps;
  };
}

/** 1x1 to half the channels, 3x3 back, plus identity. */
function residualUnit(builder: NetworkBuilder, name: string, channels: number, outputStride: number): Layer {
  const squeeze = unit(builder, `${name}.conv1`, channels, channels / 2, 1, 1, outputStride);
  const expand = unit(builder, `${name}.conv2`, channels / 2, channels, 3, 1, outputStride);
  return (x, pass) => tf.add(x, expand(squeeze(x, pass), pass));
}

/** Convolution without bias, batch normalization, leaky ReLU. */
function unit(
  builder: NetworkBuilder,
  name: string,
  inputChannels: number,
  outputChannels: number,
  kernel: number,
  stride: number,
  outputStride: number,
): Layer {
  const convolve = convolutionLayer(builder, `${name}.conv`, {
    inputChannels,
    outputChannels,
    kernel,
    stride,
    initializer: kaimingNormal(slope),
    outputStrides: [outputStride],
  });
  const normalize = batchNormalizationLayer(builder, `${name}.bn`, outputChannels);
  return (x, pass) => leakyRelu(normalize(convolve(x, pass), pass), slope);
}
