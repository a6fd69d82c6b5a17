/*
 * DLR: deep landmark regression (Chen et al., "Satellite Pose Estimation with Deep Landmark Regression and Nonlinear Pose
 * Refinement", arXiv 1908.11542). An HRNet says of a crop around the object, in a heatmap each, where its landmarks are.
 */
import { ConfigurationError } from '../common/errors';
import type { tf } from '../tensor/engine';
import { hrnet, type HrnetConfiguration } from './hrnet';
import { normal } from './initializers';
import { convolutionLayer } from './layers';
import type { ModularNetwork } from './modularNetwork';
import { NetworkBuilder, type WeightSeed } from './networkBuilder';

/** Everything that fixes a DLR network. */
export interface DlrConfiguration {
  /** Side of the crop, px */
  readonly cropSize: number;
  readonly backbone: HrnetConfiguration;
  /** Number of landmarks; 11 in the paper */
  readonly landmarks: number;
}

/** DLR at the size of the paper (HRNet-W32, 768x768 in the paper, 512x512 here as the other networks on SwissCube). */
export const paperDlr: DlrConfiguration = {
  cropSize: 512,
  backbone: {
    ...{ stemChannels: 64, bottleneckChannels: 64, bottlenecks: 4 },
    ...{ branchChannels: [32, 64, 128, 256], stageExchanges: [1, 4, 3], branchBlocks: 4 },
  },
  landmarks: 11,
};

/** DLR at a size that two cores train in minutes (64x64). */
export const miniDlr: DlrConfiguration = {
  cropSize: 64,
  backbone: {
    ...{ stemChannels: 16, bottleneckChannels: 8, bottlenecks: 1 },
    ...{ branchChannels: [16, 32, 64], stageExchanges: [1, 1], branchBlocks: 1 },
  },
  landmarks: 11,
};

/** DLR on crops of 32x32, so small that a step takes milliseconds. */
export const tinyDlr: DlrConfiguration = {
  cropSize: 32,
  backbone: {
    ...{ stemChannels: 4, bottleneckChannels: 4, bottlenecks: 1 },
    ...{ branchChannels: [4, 8], stageExchanges: [1], branchBlocks: 1 },
  },
  landmarks: 6,
};

/** A DLR network; its output is [B, S/4, S/4, landmarks], 1 where a landmark is and 0 elsewhere. */
export interface DlrNetwork extends ModularNetwork<tf.Tensor4D> {
  readonly configuration: DlrConfiguration;
  /** Side of its maps, px of the maps */
  readonly mapSize: number;
}

/**
 * Makes a DLR network with new weights.
 * @param seed - of the initial weights
 * @throws ConfigurationError when branches or the crop's side do not fit together
 */
export function createDlr(configuration: DlrConfiguration, seed: WeightSeed): DlrNetwork {
  checkConfiguration(configuration);
  const { cropSize, backbone, landmarks } = configuration;
  const builder = new NetworkBuilder(seed);
  const extract = hrnet(builder, backbone);
  const predict = convolutionLayer(builder, 'head.landmarks', {
    ...{ inputChannels: backbone.branchChannels[0], outputChannels: landmarks, kernel: 1 },
    ...{ initializer: normal(0.001), bias: 0, outputStrides: [4], predicts: true },
  });
  return {
    architecture: 'dlr',
    configuration,
    mapSize: cropSize / 4,
    modules: ['backbone', 'head'],
    parameters: builder.parameters,
    statistics: builder.statistics,
    layers: builder.layers,
    forward: (images, pass) => predict(extract(images, pass), pass), // [B, S, S, 3] -> [B, S/4, S/4, landmarks]
    dispose: () => {
      builder.dispose();
    },
  };
}

function checkConfiguration({ cropSize, backbone, landmarks }: DlrConfiguration): void {
  const deepest = 4 * 2 ** (backbone.branchChannels.length - 1);
  const faults: [boolean, string, unknown, string][] = [
    [cropSize > 0 && cropSize % deepest === 0, 'cropSize', cropSize, `a multiple of ${deepest}`],
    [Number.isInteger(landmarks) && landmarks >= 4, 'landmarks', landmarks, '4 or more, to find a pose'],
    [
      backbone.stageExchanges.length === backbone.branchChannels.length - 1,
      'backbone.stageExchanges',
      backbone.stageExchanges,
      'one for 2 branches, one for 3, and so on',
    ],
  ];
  for (const [holds, field, found, expected] of faults) {
    if (holds) continue;
    throw new ConfigurationError({
      file: 'dlr configuration',
      field,
      found: JSON.stringify(found),
      expected,
      remedy: 'Correct the network configuration.',
    });
  }
}
