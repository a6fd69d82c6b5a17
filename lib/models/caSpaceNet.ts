/*
 * CA-SpaceNet (Wang et al., "CA-SpaceNet: Counterfactual Analysis for 6D Pose Estimation in Space", IROS 2022,
 * arXiv 2207.07869): WDR with a second feature pyramid that learns what the background contributes; what the head sees is
 * the difference of the two. F: pyramid of the image, F_sub: counterfactual pyramid of the same image, F_masked: pyramid of
 * a second, frozen backbone that sees the image without the object.
 *
 * In the public code both pyramids hold the same P6 and P7, so that the difference is zero there; here each has its own.
 */
import { tf } from '../tensor/engine';
import { fullPrecision, type ForwardPass, type Statistic } from './modularNetwork';
import type { WeightSeed } from './networkBuilder';
import type { LevelPrediction } from './poseHead';
import { pyramidParts } from './pyramidParts';
import { checkWdrConfiguration, wdrLevels, type WdrConfiguration, type WdrNetwork } from './wdr';

/** First part of the names of the frozen path's tensors. */
export const maskedPathName = 'maskedPath';
/** Name of the counterfactual pyramid; it belongs to the module `fpn`. */
export const counterfactualPyramidName = 'fpn.counterfactual';

/** What CA-SpaceNet says of an image, and what its counterfactual pyramid saw. */
export interface CounterfactualPrediction {
  /** One a level, finest first */
  readonly prediction: LevelPrediction[];
  /** F_sub: [B, H, W, F] a level */
  readonly counterfactual: tf.Tensor4D[];
}

/** CA-SpaceNet as it is deployed: both pyramids run on one backbone. Predictors of WDR take it as it is. */
export interface CaSpaceNetwork extends WdrNetwork {
  /** Forward pass that gives the counterfactual features too. */
  predict(images: tf.Tensor4D, pass: ForwardPass): CounterfactualPrediction;
}

/** CA-SpaceNet with the second backbone and pyramid that training compares with. */
export interface CaSpaceNetworkInTraining extends CaSpaceNetwork {
  /**
   * F_masked: features of the frozen path, at full precision and with its running statistics.
   * @param images - [B, H, W, 3] without the object, normalized
   * @returns [B, H, W, F] a level, finest first
   */
  maskedFeatures(images: tf.Tensor4D): tf.Tensor4D[];
}

/**
 * Makes a CA-SpaceNet as it is deployed, with new weights; equal seeds give the parts it shares with WDR equal weights.
 * @param seed - of the initial weights
 * @throws ConfigurationError when widths, levels or the input size do not fit together
 */
export function createCaSpaceNet(configuration: WdrConfiguration, seed: WeightSeed): CaSpaceNetwork {
  checkWdrConfiguration(configuration, 'caSpaceNet configuration');
  const { extract, addPyramid, addHead, description } = pyramidParts(configuration, seed);
  const aggregate = addPyramid('fpn');
  const aggregateBackground = addPyramid(counterfactualPyramidName);
  const predictLevels = addHead();
  const predict = (images: tf.Tensor4D, pass: ForwardPass): CounterfactualPrediction => {
    const maps = extract(images, pass);
    const factual = aggregate(maps, pass);
    const counterfactual = aggregateBackground(maps, pass);
    const difference = factual.map((features, level) => tf.sub(features, counterfactual[level]));
    return { prediction: predictLevels(difference as tf.Tensor4D[], pass), counterfactual };
  };
  return {
    ...description,
    architecture: 'caSpaceNet',
    configuration,
    levels: wdrLevels(configuration),
    predict,
    forward: (images, pass) => predict(images, pass).prediction,
  };
}

/**
 * Makes a CA-SpaceNet with its frozen path, whose tensors count as statistics: saved with a checkpoint, not trained, not
 * quantized. Both backbones begin alike, as both pyramids of the images with and without the object do.
 * @param seed - of the initial weights
 * @throws ConfigurationError when widths, levels or the input size do not fit together
 */
export function createCaSpaceNetInTraining(
  configuration: WdrConfiguration,
  seed: WeightSeed,
): CaSpaceNetworkInTraining {
  const network = createCaSpaceNet(configuration, seed);
  const { extract, addPyramid, description: frozen } = pyramidParts(configuration, seed);
  const aggregate = addPyramid('fpn');
  const frozenTensors: Statistic[] = [...frozen.parameters, ...frozen.statistics].map(
    ({ name, module, variable }) => ({ name: `${maskedPathName}.${name}`, module, variable }),
  );
  const pass: ForwardPass = { training: false, precision: fullPrecision };
  return {
    ...network,
    statistics: [...network.statistics, ...frozenTensors],
    maskedFeatures: (images) => aggregate(extract(images, pass), pass),
    dispose() {
      network.dispose();
      frozen.dispose();
    },
  };
}

/**
 * Which tensor of a trained WDR each tensor of CA-SpaceNet starts from, by name: its own namesake, on the frozen path too.
 * The counterfactual pyramid has none and starts from new weights.
 */
export function wdrSourceOf(name: string): string | undefined {
  if (name.startsWith(`${counterfactualPyramidName}.`)) return undefined;
  return name.startsWith(`${maskedPathName}.`) ? name.slice(maskedPathName.length + 1) : name;
}
