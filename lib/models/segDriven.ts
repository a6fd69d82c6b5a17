/*
 * SegDriven: segmentation-driven pose estimation (Hu et al., "Segmentation-driven 6D Object Pose Estimation", CVPR 2019, arXiv
 * 1812.02541). A DarkNet backbone and two decoders to the grid of stride 2^finest: one says which object each cell lies in, the
 * other where this object's eight box corners are seen, and how sure it is of each.
 */
import { ConfigurationError } from '../common/errors';
import { tf } from '../tensor/engine';
import { leakyRelu } from '../tensor/leakyRelu';
import { convolutionUnit } from './convolutionUnit';
import { darknet, type DarknetConfiguration } from './darknet';
import { kaimingNormal } from './initializers';
import {
  batchNormalizationLayer,
  chain,
  convolutionLayer,
  transposedConvolutionLayer,
  type Layer,
} from './layers';
import type { ForwardPass, ModularNetwork } from './modularNetwork';
import { NetworkBuilder, type WeightSeed } from './networkBuilder';

/** Everything that fixes a SegDriven network. */
export interface SegDrivenConfiguration {
  /** px, multiples of the deepest stride */
  readonly inputWidth: number;
  readonly inputHeight: number;
  readonly backbone: DarknetConfiguration;
  /** Stages that the decoders join, consecutive, finest first; paper scale [3, 4, 5] */
  readonly stages: readonly number[];
  /** 1x1 and 3x3 convolutions at each stage, pairs; 2 at paper scale, and one more at the finest */
  readonly pairs: number;
  /** Number of object classes, without the background */
  readonly classes: number;
}

/** SegDriven at the size of the paper: DarkNet-53, here for images of 512x512 as the other networks on SwissCube. */
export const paperSegDriven: SegDrivenConfiguration = {
  inputWidth: 512,
  inputHeight: 512,
  backbone: { initialChannels: 32, stageChannels: [64, 128, 256, 512, 1024], stageUnits: [2, 3, 9, 9, 5] },
  stages: [3, 4, 5],
  pairs: 2,
  classes: 1,
};

/** SegDriven at a size that two cores train in minutes (64x64). */
export const miniSegDriven: SegDrivenConfiguration = {
  inputWidth: 64,
  inputHeight: 64,
  backbone: { initialChannels: 12, stageChannels: [24, 48, 96, 192], stageUnits: [2, 2, 3, 2] },
  stages: [2, 3, 4],
  pairs: 1,
  classes: 1,
};

/** SegDriven at 32x32, so small that a step takes milliseconds. */
export const tinySegDriven: SegDrivenConfiguration = {
  inputWidth: 32,
  inputHeight: 32,
  backbone: { initialChannels: 4, stageChannels: [8, 8, 16], stageUnits: [1, 2, 2] },
  stages: [2, 3],
  pairs: 1,
  classes: 1,
};

/** What a SegDriven network says of its cells. */
export interface SegDrivenMaps {
  /** [B, h, w, C + 1] logits: background, then the classes */
  readonly segmentation: tf.Tensor4D;
  /** [B, h, w, 24] of the object that a cell lies in: 8 confidence logits, then 8 x and 8 y offsets, in `offsetUnit` */
  readonly regression: tf.Tensor4D;
}

/** A SegDriven network with its grid of cells. */
export interface SegDrivenNetwork extends ModularNetwork<SegDrivenMaps> {
  readonly configuration: SegDrivenConfiguration;
  readonly columns: number;
  readonly rows: number;
  /** Side of a cell, px */
  readonly stride: number;
  /** px that an offset of 1 stands for: a tenth of the image's width, as in the public code */
  readonly offsetUnit: number;
}

const slope = 0.1;
const activation: Layer = (x) => leakyRelu(x, slope);
const initializer = kaimingNormal(slope);

/**
 * Makes a SegDriven network with new weights.
 * @param seed - of the initial weights
 * @throws ConfigurationError when stages or the input size do not fit together
 */
export function createSegDriven(configuration: SegDrivenConfiguration, seed: WeightSeed): SegDrivenNetwork {
  checkConfiguration(configuration);
  const { inputWidth, inputHeight, backbone, stages, classes } = configuration;
  const builder = new NetworkBuilder(seed);
  const extract = darknet(builder, backbone);
  const segment = decoder(builder, 'segmentation', configuration, classes + 1);
  const regress = decoder(builder, 'regression', configuration, 24);
  const stride = 2 ** stages[0];
  return {
    architecture: 'segDriven',
    configuration,
    columns: inputWidth / stride,
    rows: inputHeight / stride,
    stride,
    offsetUnit: inputWidth / 10,
    modules: ['backbone', 'segmentation', 'regression'],
    parameters: builder.parameters,
    statistics: builder.statistics,
    layers: builder.layers,
    forward(images, pass) {
      const maps = extract(images, pass);
      const joined = stages.map((stage) => maps[stage - 1]);
      return { segmentation: segment(joined, pass), regression: regress(joined, pass) };
    },
    dispose: () => {
      builder.dispose();
    },
  };
}

type Decoder = (maps: readonly tf.Tensor4D[], pass: ForwardPass) => tf.Tensor4D;

/** From the deepest stage up: convolutions, a transposed one, the next finer stage beside it; last a map of `outputs`. */
function decoder(
  builder: NetworkBuilder,
  name: string,
  { backbone, stages, pairs }: SegDrivenConfiguration,
  outputs: number,
): Decoder {
  const unit = (
    layer: string,
    inputChannels: number,
    outputChannels: number,
    kernel: number,
    stage: number,
  ) =>
    convolutionUnit(builder, `${name}.${layer}`, {
      ...{ inputChannels, outputChannels, kernel, initializer, activation, outputStride: 2 ** stage },
    });
  const steps = [...stages].reverse().map((stage, depth) => {
    const [wide, narrow] = [backbone.stageChannels[stage - 1], backbone.stageChannels[stage - 1] / 2];
    const isFinest = stage === stages[0];
    const label = `stage${stage}`;
    let channels = depth === 0 ? wide : wide / 2 + wide;
    const layers: Layer[] = [];
    for (let pair = 0; pair < pairs + Number(isFinest); pair++) {
      layers.push(unit(`${label}.pair${pair}.point`, channels, narrow, 1, stage));
      layers.push(unit(`${label}.pair${pair}.spatial`, narrow, wide, 3, stage));
      channels = wide;
    }
    if (isFinest) return chain(...layers);
    const finer = backbone.stageChannels[stage - 2];
    layers.push(unit(`${label}.narrow`, channels, narrow, 1, stage));
    layers.push(unit(`${label}.last`, narrow, finer / 2, 1, stage));
    const up = `${name}.${label}.up`;
    const shared = { inputChannels: finer / 2, outputChannels: finer / 2, initializer };
    layers.push(
      transposedConvolutionLayer(builder, `${up}.conv`, {
        ...shared,
        kernel: 2,
        outputStrides: [2 ** (stage - 1)],
      }),
      batchNormalizationLayer(builder, `${up}.bn`, finer / 2),
      activation,
    );
    return chain(...layers);
  });
  const predict = convolutionLayer(builder, `${name}.predict`, {
    ...{ inputChannels: backbone.stageChannels[stages[0] - 1], outputChannels: outputs, kernel: 1 },
    ...{ initializer, bias: 0, outputStrides: [2 ** stages[0]], predicts: true },
  });
  return (maps, pass) => {
    let x = steps[0](maps[maps.length - 1], pass); // [B, H, W, C] -> [B, 2H, 2W, C/4]
    for (let depth = 1; depth < steps.length; depth++) {
      x = tf.concat([x, maps[maps.length - 1 - depth]], 3); // [B, H, W, C/2] -> [B, H, W, 3C/2]
      x = steps[depth](x, pass); // -> [B, 2H, 2W, C/4], the last [B, H, W, C]
    }
    return predict(x, pass); // -> [B, h, w, outputs]
  };
}

function checkConfiguration({ inputWidth, inputHeight, backbone, stages }: SegDrivenConfiguration): void {
  const deepest = 2 ** stages[stages.length - 1];
  const consecutive = stages.every((stage, index) => stage === stages[0] + index);
  const faults: [boolean, string, unknown, string][] = [
    [
      stages.length > 1 && consecutive && stages[stages.length - 1] === backbone.stageChannels.length,
      'stages',
      stages,
      `two or more consecutive stages up to the deepest, ${backbone.stageChannels.length}`,
    ],
    [
      inputWidth % deepest === 0 && inputHeight % deepest === 0,
      'inputWidth, inputHeight',
      [inputWidth, inputHeight],
      `multiples of the deepest stride, ${deepest}`,
    ],
  ];
  for (const [holds, field, found, expected] of faults) {
    if (holds) continue;
    throw new ConfigurationError({
      file: 'segDriven configuration',
      field,
      found: JSON.stringify(found),
      expected,
      remedy: 'Correct the network configuration.',
    });
  }
}
