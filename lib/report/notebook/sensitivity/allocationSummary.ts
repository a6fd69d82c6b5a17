import type { RunNetwork } from '../../../experiments/networks/runNetwork';
import { quantize } from '../../../quantizers/quantization';
import { quantizationSummary, type QuantizationSummary } from '../../../quantizers/quantizationSummary';
import { allocatedBits, type SweptAllocation } from './allocationSweep';

/** Counts what allocated widths make of a network whose input stays at full precision, with a scale a layer. */
export function allocationSummary(network: RunNetwork, swept: SweptAllocation): QuantizationSummary {
  const bits = allocatedBits(swept);
  const ofModules = Object.fromEntries(network.modules.map((module) => [module, bits[module] ?? 32]));
  const layerBits = Object.fromEntries(
    network.layers.map(({ name, module }) => [name, bits[name] ?? ofModules[module]]),
  );
  const quantization = quantize(network, ofModules, 'postTrainingLeastSquares', { layerBits });
  try {
    return quantizationSummary(network, quantization, ...network.inputSize);
  } finally {
    quantization.dispose();
  }
}
