/*
 * Widths layer by layer, as in HAWQ-V3 (Yao et al., arXiv 2011.10680, section 3.3): an integer program over all layers whose
 * objective is each layer's mean Hessian trace times |Q(W) - W|^2, measured on the network that the run starts from.
 */
import { allocateBits, type QuantizableModule } from '../../allocation/bitAllocation';
import type { NetworkLayerSensitivity } from '../../mqat/networkSensitivity';
import type { LayerDescription } from '../../models/modularNetwork';
import { bitsOfLayers, firstAndLastLayers, type LayerBits } from '../../quantizers/layerBits';
import { layerImportance } from '../../sensitivity/importance';
import type { LayerAllocationConfiguration } from '../configuration/quantizationConfiguration';
import type { RunConfiguration } from '../configuration/runConfiguration';
import { runSensitivity, type MeasuredRun, type SensitivityContext } from '../sensitivity/runSensitivity';

const fullPrecisionBits = 32;

/**
 * Measures the network that a run starts from and chooses the widths of its layers; first and last layers that have a width
 * of their own keep it, and the layers of a module at 32 bits keep that.
 * @returns undefined where the run asks for no allocation
 * @throws InfeasibleAllocationError with the smallest size that can be reached
 * @throws CheckpointError when what the run starts from is not at full precision
 */
export async function allocateLayers(
  layers: readonly LayerDescription[],
  configuration: RunConfiguration,
  context: SensitivityContext,
): Promise<LayerBits | undefined> {
  const { allocation } = configuration;
  if (allocation === undefined) return undefined;
  const { widths, batches: batchCount, traces } = allocation;
  const options = { widths, batchCount, traces };
  const { layers: measured } = await runSensitivity(startOf(configuration), context, options);
  return allocateMeasured(layers, configuration, allocation, measured);
}

/** @returns widths of all layers, from their sensitivities at the widths of the allocation */
export async function allocateMeasured(
  layers: readonly LayerDescription[],
  { quantization, firstAndLastLayers: outerBits }: RunConfiguration,
  { widths, compressionFactor }: LayerAllocationConfiguration,
  measured: readonly NetworkLayerSensitivity[],
): Promise<LayerBits> {
  const options = outerBits === undefined ? {} : { firstAndLastLayers: outerBits };
  const bits = [...new Set([...widths, outerBits ?? fullPrecisionBits, fullPrecisionBits])].sort(
    (a, b) => a - b,
  );
  const most = bitsOfLayers(layers, quantization, options, [
    ...new Set([...bits, ...Object.values(quantization)]),
  ]);
  const outer = new Set(outerBits === undefined ? [] : firstAndLastLayers(layers));
  const importance = layerImportance(measured);
  const rows = measured.map(({ layer, weights }): QuantizableModule => {
    const pinned = outer.has(layer) || most[layer] === fullPrecisionBits;
    return {
      ...{ name: layer, weights },
      importance: bits.map((width) => importance[layer][widths.indexOf(width)] ?? 0),
      ...(pinned ? { pinnedBits: most[layer] } : { maximumBits: most[layer] }),
    };
  });
  const { best } = await allocateBits({ modules: rows, bits, compressionFactor });
  return Object.fromEntries(rows.map(({ name }, index) => [name, best.bits[index]]));
}

/** The run that a run starts from, as far as its sensitivity depends on it: nothing of it is quantized. */
function startOf(configuration: RunConfiguration): MeasuredRun {
  const { parent, profile, seed, model, dataset, training, evaluation } = configuration;
  const quantization = Object.fromEntries(
    Object.keys(configuration.quantization).map((module) => [module, fullPrecisionBits]),
  );
  const start = { profile, seed, model, dataset, training, evaluation, quantization };
  return { id: parent!, configuration: { ...start, role: 'fullPrecision', method: 'none' } };
}
