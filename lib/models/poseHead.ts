/*
 * The head of WDR (Hu et al., "Wide-Depth-Range 6D Object Pose Estimation in Space", arXiv 2104.00337), shared by all
 * levels: a class tower and a pose tower, object logits and the offsets of the projected box corners.
 */
import { tf } from '../tensor/engine';
import { constant, normal } from './initializers';
import { chain, convolutionLayer, groupNormalizationLayer, type Layer } from './layers';
import type { ForwardPass } from './modularNetwork';
import type { NetworkBuilder } from './networkBuilder';

/** Prior probability of an object that the class bias starts from. */
const prior = 0.01;

/** Depth of the towers and what they predict. */
export interface PoseHeadConfiguration {
  readonly towerConvolutions: number;
  readonly groups: number;
  /** Number of object classes */
  readonly classes: number;
}

/** What the head says of a level. */
export interface LevelPrediction {
  /** [B, H, W, C] */
  readonly logits: tf.Tensor4D;
  /** [B, H, W, 16 C]: a class's 8 x offsets, then its 8 y offsets, in anchor widths from the anchor's center */
  readonly corners: tf.Tensor4D;
}

/** @returns the predictions of all levels, finest first */
export type PoseHead = (levels: readonly tf.Tensor4D[], pass: ForwardPass) => LevelPrediction[];

/**
 * Puts a head together under `head`.
 * @param channels - of the pyramid's maps
 * @param strides - of the levels, in input pixels
 */
export function poseHead(
  builder: NetworkBuilder,
  configuration: PoseHeadConfiguration,
  channels: number,
  strides: readonly number[],
): PoseHead {
  const { classes } = configuration;
  const layer = (name: string, outputChannels: number, bias: number, predicts = false) =>
    convolutionLayer(builder, `head.${name}`, {
      inputChannels: channels,
      outputChannels,
      kernel: 3,
      initializer: normal(0.01),
      bias,
      outputStrides: strides,
      predicts,
    });
  const tower = (name: string): Layer => {
    const steps = Array.from({ length: configuration.towerConvolutions }, (_, index) => {
      const convolve = layer(`${name}.${3 * index}`, channels, 0);
      const normalize = groupNormalizationLayer(
        builder,
        `head.${name}.${3 * index + 1}`,
        channels,
        configuration.groups,
      );
      return chain(convolve, normalize, (x) => tf.relu(x));
    });
    return chain(...steps);
  };
  const classTower = tower('cls_tower');
  const poseTower = tower('pose_tower');
  const classLogits = layer('cls_logits', classes, -Math.log((1 - prior) / prior), true);
  const posePrediction = layer('pose_pred', 16 * classes, 0, true);
  const scales = strides.map((_, level) =>
    builder.parameter(`head.scales.${level}`, 'scale', 'scale', [1], constant(1)),
  );
  return (levels, pass) =>
    levels.map((features, level) => ({
      logits: classLogits(classTower(features, pass), pass), // [B, H, W, F] -> [B, H, W, C]
      corners: tf.mul(posePrediction(poseTower(features, pass), pass), scales[level]), // -> [B, H, W, 16 C]
    }));
}
