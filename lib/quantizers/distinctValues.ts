import { NumericalError } from '../common/errors';
import type { ModularNetwork } from '../models/modularNetwork';
import type { Quantization } from './quantization';

/**
 * Counts the distinct simulated values of every quantized layer, so that a width that was asked for and not applied is seen.
 * Where output channels have scales of their own, levels are counted, which are the same for all channels.
 * @returns the count by layer
 * @throws NumericalError when a layer has a value that is none of its levels, more levels than its width allows, or a width
 * below 32 and no quantizer
 */
export function countDistinctValues(
  network: ModularNetwork<unknown>,
  { quantizers, layerBits }: Quantization,
): Record<string, number> {
  const byLayer = new Map(quantizers.map((quantizer) => [quantizer.layer, quantizer]));
  const counts: Record<string, number> = {};
  for (const { name } of network.layers) {
    const bits = layerBits[name];
    if (bits === 32) continue;
    const codes = byLayer.get(name)?.codes();
    const count = new Set(codes?.codes).size;
    if (codes === undefined || codes.bits !== bits || count > 2 ** bits) {
      throw new NumericalError({
        field: name,
        found: codes === undefined ? 'full precision' : `${count} distinct values, ${codes.bits} bits`,
        expected: `${bits} bits`,
        remedy: 'Quantize the network anew: it is not the one that was quantized.',
      });
    }
    counts[name] = count;
  }
  return counts;
}
