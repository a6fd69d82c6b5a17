/*
 * What WDR (arXiv 2104.00337) and CA-SpaceNet (arXiv 2207.07869) are put together from: one backbone, one or more feature
 * pyramids on it, one head for all levels.
 */
import type { tf } from '../tensor/engine';
import { darknet, type DarknetConfiguration } from './darknet';
import { featurePyramid, type FeaturePyramid, type FeaturePyramidConfiguration } from './featurePyramid';
import type { ForwardPass, ModularNetwork } from './modularNetwork';
import { NetworkBuilder, type WeightSeed } from './networkBuilder';
import { poseHead, type PoseHead, type PoseHeadConfiguration } from './poseHead';

/** Widths and depths of the parts. */
export interface PyramidPartsConfiguration {
  readonly backbone: DarknetConfiguration;
  readonly pyramid: FeaturePyramidConfiguration;
  readonly head: PoseHeadConfiguration;
}

/** Parts that fit each other, and what they are made of so far. */
export interface PyramidParts {
  /**
   * @param images - [B, H, W, 3]
   * @returns the backbone's maps that pyramids take, finest first
   */
  extract(images: tf.Tensor4D, pass: ForwardPass): tf.Tensor4D[];
  /**
   * Adds a pyramid on the backbone's maps.
   * @param name - whose first part is its module, `fpn`
   */
  addPyramid(name: string): FeaturePyramid;
  /** Adds the head that all levels share. */
  addHead(): PoseHead;
  /** All of a network but its name and its forward pass */
  readonly description: Omit<ModularNetwork<unknown>, 'architecture' | 'forward'>;
}

/** @returns strides of a pyramid's levels, finest first */
export function levelStrides({ stages, extraLevels }: FeaturePyramidConfiguration): number[] {
  return Array.from({ length: stages.length + extraLevels }, (_, level) => 2 ** (stages[0] + level));
}

/**
 * Begins a network with its backbone.
 * @param seed - of the initial weights
 */
export function pyramidParts(
  { backbone, pyramid, head }: PyramidPartsConfiguration,
  seed: WeightSeed,
): PyramidParts {
  const builder = new NetworkBuilder(seed);
  const stageMaps = darknet(builder, backbone);
  const { parameters, statistics, layers } = builder;
  return {
    extract(images, pass) {
      const maps = stageMaps(images, pass);
      return pyramid.stages.map((stage) => maps[stage - 1]);
    },
    addPyramid: (name) => featurePyramid(builder, name, pyramid, backbone.stageChannels),
    addHead: () => poseHead(builder, head, pyramid.channels, levelStrides(pyramid)),
    description: {
      ...{ modules: ['backbone', 'fpn', 'head'], parameters, statistics, layers },
      dispose: () => {
        builder.dispose();
      },
    },
  };
}
