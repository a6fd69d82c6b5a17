import { NumericalError } from '../common/errors';
import type { ModularNetwork } from '../models/modularNetwork';
import type { tf } from '../tensor/engine';
import { weightsOf } from './layerWeights';
import { onHost } from './onHost';
import type { Quantization } from './quantization';
import { decodeWeights, type WeightCodes } from './weightCodes';

/** What is read back of a quantization. */
export type ReadBack = Pick<Quantization, 'quantizers' | 'layerBits' | 'weights' | 'asked'>;

/**
 * Counts the distinct simulated values of every quantized layer, so that a width that was asked for and not applied is seen.
 * Where output channels have scales of their own, levels are counted, which are the same for all channels.
 * @returns the count by layer
 * @throws NumericalError when a layer has a value that is none of its levels, more levels than its width allows, or a width
 * below 32 and no quantizer; when forward passes were made and left the layer out, or see other weights than the quantizer's
 */
export function countDistinctValues(
  network: ModularNetwork<unknown>,
  quantization: ReadBack,
): Record<string, number> {
  const byLayer = new Map(quantization.quantizers.map((quantizer) => [quantizer.layer, quantizer]));
  const asked = new Set(quantization.asked);
  const counts: Record<string, number> = {};
  for (const { name } of network.layers) {
    const bits = quantization.layerBits[name];
    if (bits === 32) continue;
    const found = (what: string) => notApplied(name, what, bits);
    const codes = byLayer.get(name)?.codes();
    if (codes === undefined) throw found('full precision');
    const count = new Set(codes.codes).size;
    if (codes.bits !== bits || count > 2 ** bits) throw found(`${count} distinct values, ${codes.bits} bits`);
    if (asked.size > 0 && !asked.has(name))
      throw found('full precision: no forward pass asked for the weights');
    if (!isSimulated(network, quantization, codes)) throw found('other weights than those of the quantizer');
    counts[name] = count;
  }
  return counts;
}

/** Whether a forward pass would see exactly the weights that the codes stand for. */
function isSimulated(network: ModularNetwork<unknown>, policy: ReadBack, codes: WeightCodes): boolean {
  const own = weightsOf(network, codes.layer) as unknown as tf.Tensor4D;
  const seen = onHost(() => policy.weights(codes.layer, own).dataSync());
  return decodeWeights(codes).every((value, index) => value === seen[index]);
}

function notApplied(layer: string, found: string, bits: number): NumericalError {
  return new NumericalError({
    field: layer,
    found,
    expected: `${bits} bits`,
    remedy:
      'Quantize the network that is trained, and let the forward pass of each layer ask its precision policy for its weights.',
  });
}
