/*
 * ResNet of basic blocks without its classifier (He et al., "Deep Residual Learning", arXiv 1512.03385), at output stride 8:
 * the last two stages keep the size and widen their reach by dilation 2 and 4 instead (DeepLab, arXiv 1706.05587).
 * Layer names are torchvision's.
 */
import { tf } from '../tensor/engine';
import { kaimingNormal } from './initializers';
import { batchNormalizationLayer, chain, convolutionLayer, type Layer } from './layers';
import type { ForwardPass } from './modularNetwork';
import type { NetworkBuilder } from './networkBuilder';

/** Widths and depths of a ResNet. ResNet-34: 64; [64, 128, 256, 512]; [3, 4, 6, 3]. */
export interface ResnetConfiguration {
  readonly initialChannels: number;
  /** Of the four stages */
  readonly stageChannels: readonly number[];
  /** Basic blocks a stage */
  readonly stageBlocks: readonly number[];
}

/** What a decoder takes from a ResNet. */
export interface ResnetMaps {
  /** [B, H/2, W/2, C] after the first convolution */
  readonly half: tf.Tensor4D;
  /** [B, H/4, W/4, C] after the first stage */
  readonly quarter: tf.Tensor4D;
  /** [B, H/8, W/8, C] after the last stage */
  readonly deepest: tf.Tensor4D;
}

/** @param images - [B, H, W, 3] */
export type Resnet = (images: tf.Tensor4D, pass: ForwardPass) => ResnetMaps;

/** How a stage treats its map. */
interface StageGeometry {
  readonly stride: number;
  readonly dilation: number;
  /** Stride of its maps, in input pixels */
  readonly outputStride: number;
}

/** Of the four stages, at output stride 8. */
const stageGeometries: readonly StageGeometry[] = [
  { stride: 1, dilation: 1, outputStride: 4 },
  { stride: 2, dilation: 1, outputStride: 8 },
  { stride: 1, dilation: 2, outputStride: 8 },
  { stride: 1, dilation: 4, outputStride: 8 },
];

/** Puts a ResNet together under `backbone`. */
export function resnet(
  builder: NetworkBuilder,
  { initialChannels, stageChannels, stageBlocks }: ResnetConfiguration,
): Resnet {
  const convolve = convolutionLayer(builder, 'backbone.conv1', {
    inputChannels: 3,
    outputChannels: initialChannels,
    kernel: 7,
    stride: 2,
    initializer: kaimingNormal(0),
    outputStrides: [2],
  });
  const normalize = batchNormalizationLayer(builder, 'backbone.bn1', initialChannels);
  const stages = stageGeometries.map((geometry, stage) => {
    const blocks = Array.from({ length: stageBlocks[stage] }, (_, block) => {
      const inputChannels =
        block > 0 ? stageChannels[stage] : stage === 0 ? initialChannels : stageChannels[stage - 1];
      const name = `backbone.layer${stage + 1}.${block}`;
      const stride = block === 0 ? geometry.stride : 1;
      return basicBlock(builder, name, inputChannels, stageChannels[stage], { ...geometry, stride });
    });
    return chain(...blocks);
  });
  return (images, pass) => {
    const half = tf.relu(normalize(convolve(images, pass), pass)); // [B, H, W, 3] -> [B, H/2, W/2, C0]
    const quarter = stages[0](pool(half), pass); // -> [B, H/4, W/4, C1]
    const deepest = chain(...stages.slice(1))(quarter, pass); // -> [B, H/8, W/8, C4]
    return { half, quarter, deepest };
  };
}

/** Largest of 3 x 3 pixels, stride 2; after a ReLU the zeros of the padding change nothing. */
function pool(images: tf.Tensor4D): tf.Tensor4D {
  const sides: [number, number] = [1, 1];
  const padded = tf.pad(images, [[0, 0], sides, sides, [0, 0]]); // [B, H, W, C] -> [B, H + 2, W + 2, C]
  return tf.maxPool(padded, 3, 2, 'valid'); // -> [B, H/2, W/2, C]
}

/** Two 3x3 convolutions and the input, by a 1x1 convolution where its size or width changes. */
function basicBlock(
  builder: NetworkBuilder,
  name: string,
  inputChannels: number,
  outputChannels: number,
  { stride, dilation, outputStride }: StageGeometry,
): Layer {
  const shared = { outputChannels, initializer: kaimingNormal(0), outputStrides: [outputStride] };
  const unit = (convolution: string, normalization: string, options: object): Layer =>
    chain(
      convolutionLayer(builder, `${name}.${convolution}`, {
        inputChannels,
        kernel: 3,
        ...shared,
        ...options,
      }),
      batchNormalizationLayer(builder, `${name}.${normalization}`, outputChannels),
    );
  const first = unit('conv1', 'bn1', { stride, dilation });
  const second = unit('conv2', 'bn2', { inputChannels: outputChannels, dilation });
  const adapted = stride !== 1 || inputChannels !== outputChannels;
  const shortcut = adapted ? unit('downsample.0', 'downsample.1', { kernel: 1, stride }) : undefined;
  return (x, pass) => {
    const residual = second(tf.relu(first(x, pass)), pass); // [B, H, W, I] -> [B, H/s, W/s, O]
    return tf.relu(tf.add<tf.Tensor4D>(residual, shortcut === undefined ? x : shortcut(x, pass)));
  };
}
