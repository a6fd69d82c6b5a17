/*
 * WDR (Hu et al., "Wide-Depth-Range 6D Object Pose Estimation in Space", arXiv 2104.00337): DarkNet backbone, feature
 * pyramid, one head for all levels. One definition; width, depth, levels and input size are configuration.
 */
import { ConfigurationError } from '../common/errors';
import type { ModularNetwork } from './modularNetwork';
import type { WeightSeed } from './networkBuilder';
import type { LevelPrediction } from './poseHead';
import { levelStrides, pyramidParts, type PyramidPartsConfiguration } from './pyramidParts';

/** Everything that fixes a WDR network. */
export interface WdrConfiguration extends PyramidPartsConfiguration {
  /** px, a multiple of the stride of the deepest stage in the pyramid */
  readonly inputWidth: number;
  readonly inputHeight: number;
  /** Side of a level's square anchors, px, finest level first */
  readonly anchorSizes: readonly number[];
}

/** A level of the pyramid: a grid of cells, each with one square anchor at its center. */
export interface PyramidLevel {
  readonly stride: number;
  readonly anchorSize: number;
  readonly columns: number;
  readonly rows: number;
}

/** WDR at the size of the paper (DarkNet-53, 512x512). */
export const paperWdr: WdrConfiguration = {
  inputWidth: 512,
  inputHeight: 512,
  backbone: { initialChannels: 32, stageChannels: [64, 128, 256, 512, 1024], stageUnits: [2, 3, 9, 9, 5] },
  pyramid: { channels: 256, stages: [3, 4, 5], extraLevels: 2 },
  head: { towerConvolutions: 4, groups: 32, classes: 1 },
  anchorSizes: [32, 64, 128, 256, 512],
};

/** WDR at a size that two cores train in minutes (64x64). */
export const miniWdr: WdrConfiguration = {
  inputWidth: 64,
  inputHeight: 64,
  backbone: { initialChannels: 12, stageChannels: [24, 48, 96, 192], stageUnits: [2, 2, 3, 2] },
  pyramid: { channels: 32, stages: [2, 3, 4], extraLevels: 0 },
  head: { towerConvolutions: 2, groups: 8, classes: 1 },
  anchorSizes: [12, 24, 48],
};

/** A WDR network with its grid of cells. */
export interface WdrNetwork extends ModularNetwork<LevelPrediction[]> {
  readonly configuration: WdrConfiguration;
  readonly levels: readonly PyramidLevel[];
}

/** @returns the levels that a configuration has, finest first */
export function wdrLevels({
  pyramid,
  anchorSizes,
  inputWidth,
  inputHeight,
}: WdrConfiguration): PyramidLevel[] {
  return levelStrides(pyramid).map((stride, level) => ({
    stride,
    anchorSize: anchorSizes[level],
    // A convolution of stride 2 rounds up: levels beyond the stages may reach out of the image.
    columns: Math.ceil(inputWidth / stride),
    rows: Math.ceil(inputHeight / stride),
  }));
}

/**
 * Makes a WDR network with new weights.
 * @param seed - of the initial weights
 * @throws ConfigurationError when widths, levels or the input size do not fit together
 */
export function createWdr(configuration: WdrConfiguration, seed: WeightSeed): WdrNetwork {
  checkWdrConfiguration(configuration);
  const { extract, addPyramid, addHead, description } = pyramidParts(configuration, seed);
  const aggregate = addPyramid('fpn');
  const predict = addHead();
  return {
    ...description,
    architecture: 'wdr',
    configuration,
    levels: wdrLevels(configuration),
    forward: (images, pass) => predict(aggregate(extract(images, pass), pass), pass),
  };
}

/**
 * @param source - whose configuration it is, for the message
 * @throws ConfigurationError when widths, levels or the input size do not fit together
 */
export function checkWdrConfiguration(
  { backbone, pyramid, head, anchorSizes, inputWidth, inputHeight }: WdrConfiguration,
  source = 'wdr configuration',
): void {
  const deepestStride = 2 ** pyramid.stages[pyramid.stages.length - 1];
  const consecutive = pyramid.stages.every((stage, index) => stage === pyramid.stages[0] + index);
  const faults: [boolean, string, unknown, string][] = [
    [
      backbone.stageChannels.length === backbone.stageUnits.length,
      'backbone.stageUnits',
      backbone.stageUnits,
      `as many as stageChannels (${backbone.stageChannels.length})`,
    ],
    [
      consecutive && pyramid.stages[pyramid.stages.length - 1] <= backbone.stageChannels.length,
      'pyramid.stages',
      pyramid.stages,
      `consecutive stages of 1 to ${backbone.stageChannels.length}`,
    ],
    [
      anchorSizes.length === pyramid.stages.length + pyramid.extraLevels,
      'anchorSizes',
      anchorSizes,
      'one a level of the pyramid',
    ],
    [pyramid.channels % head.groups === 0, 'head.groups', head.groups, `a divisor of ${pyramid.channels}`],
    [
      inputWidth % deepestStride === 0 && inputHeight % deepestStride === 0,
      'inputWidth, inputHeight',
      [inputWidth, inputHeight],
      `multiples of the stride of the deepest stage, ${deepestStride}`,
    ],
  ];
  for (const [holds, field, found, expected] of faults) {
    if (!holds) {
      throw new ConfigurationError({
        file: source,
        field,
        found: JSON.stringify(found),
        expected,
        remedy: 'Correct the network configuration.',
      });
    }
  }
}
