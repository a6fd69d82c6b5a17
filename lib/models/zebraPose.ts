/*
 * ZebraPose (Su et al., "ZebraPose: Coarse to Fine Surface Encoding for 6DoF Object Pose Estimation", arXiv 2203.09418): a
 * ResNet at output stride 8 and an ASPP decoder say of every second pixel of a crop whether the object is seen there, and
 * which of 2^bits patches of its surface.
 */
import { ConfigurationError } from '../common/errors';
import { tf } from '../tensor/engine';
import { aspp, type AsppConfiguration } from './aspp';
import { constant } from './initializers';
import type { ModularNetwork } from './modularNetwork';
import { NetworkBuilder, type WeightSeed } from './networkBuilder';
import { resnet, type ResnetConfiguration } from './resnet';

/** Everything that fixes a ZebraPose network. */
export interface ZebraPoseConfiguration {
  /** Side of the crop, px, a multiple of 8 */
  readonly cropSize: number;
  readonly backbone: ResnetConfiguration;
  readonly decoder: AsppConfiguration;
  /** Bits of the surface code, 1 to 16 */
  readonly codeBits: number;
}

/** ZebraPose at the size of the paper (ResNet-34, 256x256, 2^16 patches). */
export const paperZebraPose: ZebraPoseConfiguration = {
  cropSize: 256,
  backbone: { initialChannels: 64, stageChannels: [64, 128, 256, 512], stageBlocks: [3, 4, 6, 3] },
  decoder: { channels: 256, dilations: [6, 12, 18] },
  codeBits: 16,
};

/** ZebraPose at a size that two cores train in minutes (64x64, 2^8 patches). */
export const miniZebraPose: ZebraPoseConfiguration = {
  cropSize: 64,
  backbone: { initialChannels: 16, stageChannels: [16, 32, 64, 96], stageBlocks: [1, 2, 2, 1] },
  decoder: { channels: 32, dilations: [2, 3, 4] },
  codeBits: 8,
};

/** ZebraPose on crops of 32x32, so small that a step takes milliseconds. */
export const tinyZebraPose: ZebraPoseConfiguration = {
  cropSize: 32,
  backbone: { initialChannels: 4, stageChannels: [4, 8, 8, 8], stageBlocks: [1, 1, 1, 1] },
  decoder: { channels: 8, dilations: [1, 2, 3] },
  codeBits: 5,
};

/** What a ZebraPose network says of a crop, at half its resolution. */
export interface CodeMaps {
  /** [B, S/2, S/2, 1] logit: the object is visible */
  readonly mask: tf.Tensor4D;
  /** [B, S/2, S/2, bits] logits of the code's bits, coarsest first */
  readonly code: tf.Tensor4D;
}

/** A ZebraPose network. */
export interface ZebraPoseNetwork extends ModularNetwork<CodeMaps> {
  readonly configuration: ZebraPoseConfiguration;
  /** Side of its maps, px of the maps */
  readonly mapSize: number;
  /** [bits] share of wrong bits that training has seen of late; no part of what is deployed */
  readonly bitErrors: tf.Variable;
}

/**
 * Makes a ZebraPose network with new weights.
 * @param seed - of the initial weights
 * @throws ConfigurationError when the crop's side or the number of bits does not fit
 */
export function createZebraPose(configuration: ZebraPoseConfiguration, seed: WeightSeed): ZebraPoseNetwork {
  checkConfiguration(configuration);
  const { cropSize, backbone, decoder, codeBits } = configuration;
  const builder = new NetworkBuilder(seed);
  const extract = resnet(builder, backbone);
  const { initialChannels, stageChannels } = backbone;
  const channels = {
    half: initialChannels,
    quarter: stageChannels[0],
    deepest: stageChannels[3],
    imageSide: cropSize,
  };
  const decode = aspp(builder, decoder, channels, 1 + codeBits);
  const bitErrors = builder.statistic('aspp.code', 'bit_errors', [codeBits], constant(0.5));
  return {
    architecture: 'zebraPose',
    configuration,
    mapSize: cropSize / 2,
    bitErrors,
    modules: ['backbone', 'aspp'],
    parameters: builder.parameters,
    statistics: builder.statistics,
    layers: builder.layers,
    forward(images, pass) {
      const maps = decode(extract(images, pass), pass); // [B, S, S, 3] -> [B, S/2, S/2, 1 + bits]
      const [mask, code] = tf.split<tf.Tensor4D>(maps, [1, codeBits], 3); // -> [B, S/2, S/2, 1], [B, S/2, S/2, bits]
      return { mask, code };
    },
    dispose: () => {
      builder.dispose();
    },
  };
}

function checkConfiguration({ cropSize, backbone, codeBits }: ZebraPoseConfiguration): void {
  const faults: [boolean, string, unknown, string][] = [
    [cropSize > 0 && cropSize % 8 === 0, 'cropSize', cropSize, 'a multiple of 8'],
    [Number.isInteger(codeBits) && codeBits >= 1 && codeBits <= 16, 'codeBits', codeBits, '1 to 16'],
    [
      backbone.stageChannels.length === 4 && backbone.stageBlocks.length === 4,
      'backbone.stageChannels, stageBlocks',
      [backbone.stageChannels, backbone.stageBlocks],
      'four of each',
    ],
  ];
  for (const [holds, field, found, expected] of faults) {
    if (holds) continue;
    throw new ConfigurationError({
      file: 'zebraPose configuration',
      field,
      found: JSON.stringify(found),
      expected,
      remedy: 'Correct the network configuration.',
    });
  }
}
