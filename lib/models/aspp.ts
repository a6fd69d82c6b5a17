/*
 * The decoder of ZebraPose (Su et al., arXiv 2203.09418): atrous spatial pyramid pooling (DeepLab, arXiv 1706.05587), then two
 * stages that double the size, each joined with a map of the backbone. Layer names are those of the public definition.
 */
import { tf } from '../tensor/engine';
import { kaimingUniform } from './initializers';
import {
  batchNormalizationLayer,
  chain,
  convolutionLayer,
  transposedConvolutionLayer,
  type ConvolutionOptions,
  type Layer,
} from './layers';
import type { ForwardPass } from './modularNetwork';
import type { NetworkBuilder } from './networkBuilder';
import type { ResnetMaps } from './resnet';

/** How wide a decoder is and how far it looks around. Paper scale: 256; [6, 12, 18]. */
export interface AsppConfiguration {
  readonly channels: number;
  /** Of the three 3x3 branches, in pixels of the deepest map */
  readonly dilations: readonly [number, number, number];
}

/** Channels of the maps that a decoder joins. */
export interface AsppInputs {
  readonly half: number;
  readonly quarter: number;
  readonly deepest: number;
  /** Larger side of the image, px: the stride of the pooled map */
  readonly imageSide: number;
}

/** @returns [B, H/2, W/2, M] */
export type Aspp = (maps: ResnetMaps, pass: ForwardPass) => tf.Tensor4D;

const deepestStride = 8;

/**
 * Puts a decoder together under `aspp`.
 * @param outputs - M, the number of maps
 */
export function aspp(
  builder: NetworkBuilder,
  { channels, dilations }: AsppConfiguration,
  inputs: AsppInputs,
  outputs: number,
): Aspp {
  const branch = (name: string, options: Partial<ConvolutionOptions>): Layer => {
    const convolve = convolutionLayer(builder, `aspp.${name}`, {
      inputChannels: inputs.deepest,
      outputChannels: channels,
      kernel: 1,
      initializer: kaimingUniform,
      bias: 0,
      outputStrides: [deepestStride],
      ...options,
    });
    const normalize = batchNormalizationLayer(builder, `aspp.bn_${name}`, channels);
    return (x, pass) => tf.relu(normalize(convolve(x, pass), pass));
  };
  const point = branch('conv_1x1_1', {});
  const dilated = dilations.map((dilation, index) =>
    branch(`conv_3x3_${index + 1}`, { kernel: 3, dilation }),
  );
  const whole = branch('conv_1x1_2', { outputStrides: [inputs.imageSide] });
  const merge = branch('conv_1x1_3', { inputChannels: (2 + dilations.length) * channels });
  const first = upsampling(builder, 'aspp.upsample_1', channels, channels, deepestStride / 2);
  const second = upsampling(
    builder,
    'aspp.upsample_2',
    channels + inputs.quarter,
    channels,
    deepestStride / 4,
  );
  const predict = convolutionLayer(builder, 'aspp.conv_1x1_4', {
    inputChannels: channels + inputs.half,
    outputChannels: outputs,
    kernel: 1,
    initializer: kaimingUniform,
    bias: 0,
    outputStrides: [deepestStride / 4],
    predicts: true,
  });
  return ({ half, quarter, deepest }, pass) => {
    const local = [point, ...dilated].map((layer) => layer(deepest, pass)); // [B, h, w, C] -> [B, h, w, F]
    const pooled = whole(tf.mean(deepest, [1, 2], true), pass); // [B, h, w, C] -> [B, 1, 1, F]
    const spread = tf.add(tf.zerosLike(local[0]), pooled) as tf.Tensor4D; // -> [B, h, w, F]
    const merged = merge(tf.concat([...local, spread], 3), pass); // -> [B, h, w, 5F] -> [B, h, w, F]
    const middle = tf.concat([first(merged, pass), quarter], 3); // -> [B, 2h, 2w, F + C1]
    const fine = tf.concat([second(middle, pass), half], 3); // -> [B, 4h, 4w, F + C0]
    return predict(fine, pass); // -> [B, 4h, 4w, M]
  };
}

/** A transposed convolution that doubles the size and two 3x3 convolutions. */
function upsampling(
  builder: NetworkBuilder,
  name: string,
  inputChannels: number,
  channels: number,
  outputStride: number,
): Layer {
  const shared = { outputChannels: channels, initializer: kaimingUniform, outputStrides: [outputStride] };
  const enlarge = transposedConvolutionLayer(builder, `${name}.0`, { inputChannels, kernel: 3, ...shared });
  const steps = [enlarge, batchNormalizationLayer(builder, `${name}.1`, channels), relu];
  for (const position of [3, 6]) {
    const options = { inputChannels: channels, kernel: 3, ...shared };
    steps.push(convolutionLayer(builder, `${name}.${position}`, options));
    steps.push(batchNormalizationLayer(builder, `${name}.${position + 1}`, channels), relu);
  }
  return chain(...steps);
}

const relu: Layer = (x) => tf.relu(x);
