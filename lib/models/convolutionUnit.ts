import type { Initializer } from './initializers';
import { batchNormalizationLayer, chain, convolutionLayer, type Layer } from './layers';
import type { NetworkBuilder } from './networkBuilder';

/** A convolution without bias and its batch normalization. */
export interface UnitOptions {
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly initializer: Initializer;
  /** Of its map, in input pixels */
  readonly outputStride: number;
  /** Nothing where it is missing */
  readonly activation?: Layer;
}

/** Convolution without bias (`name.conv`), batch normalization (`name.bn`), activation. */
export function convolutionUnit(
  builder: NetworkBuilder,
  name: string,
  { outputStride, activation, ...convolution }: UnitOptions,
): Layer {
  const outputStrides = [outputStride];
  const convolve = convolutionLayer(builder, `${name}.conv`, { ...convolution, outputStrides });
  const normalize = batchNormalizationLayer(builder, `${name}.bn`, convolution.outputChannels);
  return activation === undefined ? chain(convolve, normalize) : chain(convolve, normalize, activation);
}
