import { ConfigurationError } from '../../common/errors';
import { sortedBySize } from '../../mqat/moduleQuantizationBench';
import type { QuantizationStep } from '../../mqat/algorithm1';
import { checkModuleBits, supportedBits, type ModuleBits } from '../../quantizers/moduleBits';

/**
 * The steps that quantize the modules one after the other.
 * @param bits - of each module; 32 leaves it as it is
 * @param sizes - parameters of each module
 * @param order - of the modules below 32 bits; the smallest first where it is not given
 * @throws ConfigurationError when bits or order do not fit the modules
 */
export function explorationSteps(
  bits: ModuleBits,
  sizes: Readonly<Record<string, number>>,
  order?: readonly string[],
): QuantizationStep[] {
  const modules = Object.keys(sizes);
  checkModuleBits(bits, modules, 'question', supportedBits);
  const quantized = modules.filter((module) => bits[module] < 32);
  const sequence = order ?? sortedBySize({ modules: quantized, sizes });
  if ([...sequence].sort().join() !== [...quantized].sort().join()) {
    throw new ConfigurationError({
      field: 'order',
      found: `[${sequence.join(', ')}]`,
      expected: `each module below 32 bits once: ${quantized.join(', ') || 'none'}`,
      remedy: 'Name every module that is quantized, first to last.',
    });
  }
  return sequence.map((module) => ({ module, bits: bits[module] }));
}
