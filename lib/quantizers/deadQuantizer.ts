import type { ModularNetwork } from '../models/modularNetwork';
import { tf } from '../tensor/engine';
import { weightsOf } from './layerWeights';
import { onHost } from './onHost';
import type { Quantization } from './quantization';
import type { QuantizerVariable } from './weightQuantizer';

/** A quantizer that stands for nothing any more. */
export interface DeadQuantizer {
  /** Its variable or layer, such as `fpn.inner_convs.2.log_step` or `weights of fpn.inner_convs.2` */
  readonly place: string;
  readonly found: string;
}

/**
 * Looks for a quantizer whose variables are not finite, whose step is not positive, or that puts all weights of its layer on
 * one level, so that the layer says nothing. A layer of a single
 * weight has one level by right, and one of 1 bit whose weights agree in sign, as those of a small layer may.
 * @returns the first in the order of the network's layers
 */
export function findDeadQuantizer(
  network: ModularNetwork<unknown>,
  { quantizers, activationQuantizers, trained, state }: Quantization,
): DeadQuantizer | undefined {
  const variable = firstNotFinite([...trained, ...state]);
  if (variable !== undefined) return variable;
  for (const { layer, isCalibrated, grid } of activationQuantizers) {
    const step = isCalibrated ? grid().scale : 1;
    if (!(step > 0 && Number.isFinite(step)))
      return { place: `input of ${layer}`, found: `a step of ${step}` };
  }
  const weighed = quantizers.filter(({ layer }) => weightsOf(network, layer).size > 1);
  if (weighed.length === 0) return undefined;
  const extremes = onHost(() =>
    tf
      .stack(
        weighed.flatMap(({ layer, simulate }) => {
          const simulated = simulate(weightsOf(network, layer) as unknown as tf.Tensor4D);
          return [tf.min(simulated), tf.max(simulated)]; // [K, K, I, O] -> [] each
        }),
      ) // -> [2 L]
      .dataSync(),
  );
  for (const [index, { layer, bits }] of weighed.entries()) {
    const [low, high] = [extremes[2 * index], extremes[2 * index + 1]];
    if (high - low > 0 || (bits === 1 && low === high && low !== 0)) continue;
    const found = low === high ? `all weights on the level ${low}` : `weights from ${low} to ${high}`;
    return { place: `weights of ${layer}`, found };
  }
  return undefined;
}

/** Steps that are trained as logarithms are shown as what they stand for. */
function firstNotFinite(variables: readonly QuantizerVariable[]): DeadQuantizer | undefined {
  for (const { name, variable } of variables) {
    const value = (variable.dataSync() as Float32Array).find((each) => !Number.isFinite(each));
    if (value === undefined) continue;
    const step = name.endsWith('log_step') ? `, a step of ${Math.exp(value)}` : '';
    return { place: name, found: `${value}${step}` };
  }
  return undefined;
}
