import type { tf } from '../../tensor/engine';
import { binaryQuantizer } from './binary';
import type { ChannelGranularity } from '../channels';
import { hawqV3Quantizer } from './hawqV3';
import { inqQuantizer } from './inq';
import { lsqQuantizer } from './lsq';
import { postTrainingQuantizer } from './postTraining';
import { ternaryQuantizer } from './ternary';
import { uniformQuantizer } from './uniform';
import type { WeightQuantizer } from '../weightQuantizer';

/** One way to quantize weights. */
export interface QuantizationMethodDescription {
  /** In figures and tables */
  readonly label: string;
  readonly reference: string;
  /** Bits that a weight may have, beside 32 */
  readonly widths: readonly number[];
  /** Whether a network is to be trained further under it */
  readonly retrains: boolean;
  /** Whether weights are frozen a share at a time meanwhile */
  readonly freezes?: boolean;
  /** @param granularity - where output channels lie, for methods with a scale for each; the last axis where missing */
  make(layer: string, weights: tf.Variable, bits: number, granularity?: ChannelGranularity): WeightQuantizer;
}

const twoToEight = [2, 3, 4, 5, 6, 7, 8];
const [lsq, integers] = ['arXiv 1902.08153', 'arXiv 1712.05877'];
const incremental = { reference: 'arXiv 1702.03044', widths: twoToEight, retrains: true, freezes: true };
const oneToEight = [1, ...twoToEight];
const postTraining = { reference: 'arXiv 1806.08342', widths: twoToEight, retrains: false };

/** How weights can be quantized: a new way is a row more. */
export const quantizationMethods = {
  lsq: {
    ...{ label: 'LSQ', reference: lsq, widths: twoToEight, retrains: true },
    make: (layer, weights, bits) => lsqQuantizer(layer, weights, bits),
  },
  lsqPerChannel: {
    ...{ label: 'LSQ, a step a channel', reference: lsq, widths: twoToEight, retrains: true },
    make: (layer, weights, bits, granularity = 'channel') =>
      lsqQuantizer(layer, weights, bits, { method: 'lsqPerChannel', granularity }),
  },
  inq: {
    ...{ label: 'INQ', ...incremental, widths: oneToEight },
    make: (layer, weights, bits) => inqQuantizer(layer, weights, bits),
  },
  inqKernels: {
    ...{ label: 'INQ, whole kernels', ...incremental, widths: oneToEight },
    make: (layer, weights, bits) =>
      inqQuantizer(layer, weights, bits, { method: 'inqKernels', unit: 'kernel' }),
  },
  inqPowersOfTwo: {
    ...{ label: 'INQ, powers of two', ...incremental },
    make: (layer, weights, bits) =>
      inqQuantizer(layer, weights, bits, { method: 'inqPowersOfTwo', levels: 'powersOfTwo' }),
  },
  inqPowersOfTwoKernels: {
    ...{ label: 'INQ, powers of two, whole kernels', ...incremental },
    make: (layer, weights, bits) =>
      inqQuantizer(layer, weights, bits, {
        ...{ method: 'inqPowersOfTwoKernels', levels: 'powersOfTwo', unit: 'kernel' },
      }),
  },
  ternary: {
    ...{ label: 'Ternary', reference: 'arXiv 1605.04711', widths: [2], retrains: true },
    make: (layer, weights) => ternaryQuantizer('ternary', layer, weights),
  },
  binary: {
    ...{ label: 'Binary', reference: 'arXiv 1603.05279', widths: [1], retrains: true },
    make: (layer, weights, _bits, granularity = 'channel') =>
      binaryQuantizer('binary', layer, weights, granularity),
  },
  uniform: {
    ...{ label: 'Uniform', reference: integers, widths: twoToEight, retrains: true },
    make: (layer, weights, bits) =>
      uniformQuantizer('uniform', layer, weights, bits, { kind: 'symmetric', granularity: 'tensor' }),
  },
  uniformAffine: {
    ...{ label: 'Uniform, affine', reference: integers, widths: twoToEight, retrains: true },
    make: (layer, weights, bits) =>
      uniformQuantizer('uniformAffine', layer, weights, bits, { kind: 'affine', granularity: 'tensor' }),
  },
  uniformAffinePerChannel: {
    ...{
      label: 'Uniform, affine, a scale a channel',
      reference: integers,
      widths: twoToEight,
      retrains: true,
    },
    make: (layer, weights, bits, granularity = 'channel') =>
      uniformQuantizer('uniformAffinePerChannel', layer, weights, bits, { kind: 'affine', granularity }),
  },
  hawqV3: {
    ...{ label: 'HAWQ-V3', reference: 'arXiv 2011.10680', widths: twoToEight, retrains: true },
    make: (layer, weights, bits, granularity) => hawqV3Quantizer('hawqV3', layer, weights, bits, granularity),
  },
  postTrainingMinMax: {
    ...{ label: 'Post-training, largest weight', ...postTraining },
    make: (layer, weights, bits) =>
      postTrainingQuantizer('postTrainingMinMax', layer, weights, bits, {
        ...{ scale: 'largestWeight', granularity: 'tensor' },
      }),
  },
  postTrainingLeastSquares: {
    ...{ label: 'Post-training, least squared error', ...postTraining },
    make: (layer, weights, bits) =>
      postTrainingQuantizer('postTrainingLeastSquares', layer, weights, bits, {
        ...{ scale: 'leastSquares', granularity: 'tensor' },
      }),
  },
  postTrainingPerChannel: {
    ...{ label: 'Post-training, least squared error a channel', ...postTraining },
    make: (layer, weights, bits, granularity = 'channel') =>
      postTrainingQuantizer('postTrainingPerChannel', layer, weights, bits, {
        ...{ scale: 'leastSquares', granularity },
      }),
  },
} as const satisfies Readonly<Record<string, QuantizationMethodDescription>>;

export type QuantizationMethod = keyof typeof quantizationMethods;

/** @returns a method's row */
export function methodNamed(method: QuantizationMethod): QuantizationMethodDescription {
  return quantizationMethods[method];
}
