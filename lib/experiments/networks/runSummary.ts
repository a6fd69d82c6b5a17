import { quantizationSummary, type QuantizationSummary } from '../../quantizers/quantizationSummary';
import { buildNetwork } from './networks';
import { quantizeNetwork } from './runQuantization';
import type { FinishedRun } from '../store/storedRun';

const widthPrefix = 'bits/';

/**
 * A run's network in numbers: weights by width, bytes, work by precision. They follow from its configuration and, where its
 * layers were allocated, from the widths among its metrics; its weights are not needed.
 */
export function runSummary({
  ingredients: { configuration },
  metrics,
}: Pick<FinishedRun, 'ingredients' | 'metrics'>): QuantizationSummary {
  const network = buildNetwork(configuration.model, configuration.seed);
  try {
    const allocated = Object.entries(metrics)
      .filter(([name]) => name.startsWith(widthPrefix))
      .map(([name, { value }]) => [name.slice(widthPrefix.length), value] as const);
    const layerBits = allocated.length === 0 ? undefined : Object.fromEntries(allocated);
    const quantization = quantizeNetwork(network, configuration, layerBits);
    try {
      return quantizationSummary(network, quantization, ...network.inputSize);
    } finally {
      quantization?.dispose();
    }
  } finally {
    network.dispose();
  }
}
