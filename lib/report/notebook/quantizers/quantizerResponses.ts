import type { ModularNetwork } from '../../../models/modularNetwork';
import { weightsOf } from '../../../quantizers/layerWeights';
import {
  quantizationMethods,
  type QuantizationMethod,
} from '../../../quantizers/methods/quantizationMethods';
import { quantizerResponse, type QuantizerResponse } from '../../../quantizers/quantizerResponse';

/** Widths that every method is looked at with: ternary, or the fewest bits of a method that has no two; and one more. */
const [firstWidth, secondWidth] = [2, 4];

/** Points of a figure; derivatives by learned parameters are taken at them. */
const sampledWeights = 96;

/** What every method makes of one layer. */
export interface LayerResponses {
  readonly layer: string;
  /** Places of the weights of one output channel, from the smallest weight to the largest */
  readonly channel: readonly number[];
  /** Places of the channel at even ranks, at which derivatives by learned parameters were taken; in the same order */
  readonly sampled: readonly number[];
  /** Method by method, each at two bits (or the fewest it has) and at four; those that freeze also half frozen, at two */
  readonly responses: readonly QuantizerResponse[];
}

/**
 * Puts every method of the table on a layer's weights, one after the other.
 * @param layer - such as `fpn.out_convs.1`
 * @throws NumericalError naming the layer when its weights cannot be quantized
 */
export function quantizerResponses(network: ModularNetwork<unknown>, layer: string): LayerResponses {
  const variable = weightsOf(network, layer);
  const weights = variable.dataSync() as Float32Array;
  const channel = widestChannel(weights, variable.shape[variable.shape.length - 1]);
  const count = Math.min(sampledWeights, channel.length);
  const sampled = Array.from(
    { length: count },
    (_, rank) => channel[Math.round((rank * (channel.length - 1)) / Math.max(1, count - 1))],
  );
  const responses = (Object.keys(quantizationMethods) as QuantizationMethod[]).flatMap((method) => {
    const { widths } = quantizationMethods[method] as { readonly widths: readonly number[] };
    const bits = widths.includes(firstWidth) ? firstWidth : Math.min(...widths);
    const first = quantizerResponse(layer, variable, method, bits, { places: sampled });
    const others = widths.includes(secondWidth) && bits !== secondWidth ? [secondWidth] : [];
    return [
      first,
      ...(first.frozenShare === undefined
        ? []
        : [quantizerResponse(layer, variable, method, bits, { fraction: 0.5 })]),
      ...others.map((more) => quantizerResponse(layer, variable, method, more)),
    ];
  });
  return { layer, channel, sampled, responses };
}

/** The output channel that holds the largest weight, so that every level of the layer is met. */
function widestChannel(weights: Float32Array, channels: number): number[] {
  let largest = 0;
  for (const [place, weight] of weights.entries())
    if (Math.abs(weight) > Math.abs(weights[largest])) largest = place;
  const places = [];
  for (let place = largest % channels; place < weights.length; place += channels) places.push(place);
  return places.sort((first, second) => weights[first] - weights[second]);
}
