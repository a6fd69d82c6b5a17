/*
 * Feature pyramid network (Lin et al., arXiv 1612.03144) with the extra levels P6 and P7 of RetinaNet and FCOS, as WDR
 * uses it: P6 from the deepest backbone map, P7 from relu(P6).
 */
import { tf } from '../tensor/engine';
import { upsampleNearest } from '../tensor/upsampling';
import { kaimingUniform } from './initializers';
import { convolutionLayer, type Layer } from './layers';
import type { ForwardPass } from './modularNetwork';
import type { NetworkBuilder } from './networkBuilder';

/** Where a pyramid stands and how wide it is. */
export interface FeaturePyramidConfiguration {
  readonly channels: number;
  /** Backbone stages that feed it, from 1; paper scale: [3, 4, 5] */
  readonly stages: readonly number[];
  /** Levels beyond the backbone's deepest: 0, 1 (P6) or 2 (P6 and P7) */
  readonly extraLevels: 0 | 1 | 2;
}

/** Maps of the stages named, finest first, to as many levels and the extra ones. */
export type FeaturePyramid = (maps: readonly tf.Tensor4D[], pass: ForwardPass) => tf.Tensor4D[];

/**
 * Puts a pyramid together.
 * @param name - name of the pyramid, the first part of which is its module: `fpn`
 * @param stageChannels - channels of every backbone stage
 */
export function featurePyramid(
  builder: NetworkBuilder,
  name: string,
  { channels, stages, extraLevels }: FeaturePyramidConfiguration,
  stageChannels: readonly number[],
): FeaturePyramid {
  const layer = (
    layerName: string,
    inputChannels: number,
    kernel: number,
    stride: number,
    outputStride: number,
  ) =>
    convolutionLayer(builder, `${name}.${layerName}`, {
      inputChannels,
      outputChannels: channels,
      kernel,
      stride,
      initializer: kaimingUniform,
      bias: 0,
      outputStrides: [outputStride],
    });
  const laterals = stages.map((stage) =>
    layer(`inner_convs.${stage - 1}`, stageChannels[stage - 1], 1, 1, 2 ** stage),
  );
  const outputs = stages.map((stage) => layer(`out_convs.${stage - 1}`, channels, 3, 1, 2 ** stage));
  const deepest = stages[stages.length - 1];
  const extras = ['p6', 'p7'].slice(0, extraLevels).map((level, index) => {
    const inputChannels = index === 0 ? stageChannels[deepest - 1] : channels;
    return layer(`top_blocks.${level}`, inputChannels, 3, 2, 2 ** (deepest + index + 1));
  });
  return (maps, pass) => [
    ...topDown(maps, laterals, pass).map((map, level) => outputs[level](map, pass)),
    ...extraMaps(maps[maps.length - 1], extras, pass),
  ];
}

function topDown(maps: readonly tf.Tensor4D[], laterals: Layer[], pass: ForwardPass): tf.Tensor4D[] {
  const merged = maps.map((map, level) => laterals[level](map, pass)); // [B, H, W, C] -> [B, H, W, F]
  for (let level = maps.length - 2; level >= 0; level--) {
    merged[level] = tf.add(merged[level], upsampleNearest(merged[level + 1])); // [B, H/2, W/2, F] -> [B, H, W, F]
  }
  return merged;
}

function extraMaps(deepest: tf.Tensor4D, extras: Layer[], pass: ForwardPass): tf.Tensor4D[] {
  const maps: tf.Tensor4D[] = [];
  for (const [index, extra] of extras.entries()) {
    const input = index === 0 ? deepest : tf.relu(maps[index - 1]);
    maps.push(extra(input, pass)); // [B, H, W, C] -> [B, H/2, W/2, F]
  }
  return maps;
}
