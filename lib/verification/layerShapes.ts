import type { LayerDescription } from '../models/modularNetwork';

/** @returns [output channels, input channels, height, width] of a convolution's weights, as reference files give them */
export function shapeOihw({
  outputChannels,
  inputChannels,
  kernel,
}: LayerDescription): [number, number, number, number] {
  return [outputChannels, inputChannels, kernel, kernel];
}
