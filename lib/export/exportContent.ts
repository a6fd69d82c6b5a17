import type { ModularNetwork, Parameter, Statistic } from '../models/modularNetwork';
import type { ActivationGrid } from '../quantizers/activations/activationQuantizer';
import type { Quantization } from '../quantizers/quantization';
import type { WeightCodes } from '../quantizers/weightCodes';

/** Float parameters or statistics by name. */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The numbers of a network as they are exported. */
export interface ExportContent {
  /** Quantized layers, in the network's order */
  readonly layers: readonly WeightCodes[];
  /** Of the inputs of layers that are quantized, by layer */
  readonly activations: ReadonlyMap<string, ActivationGrid>;
  /** All that inference reads and that are not weights of quantized layers */
  readonly floats: ReadonlyMap<string, FloatTensor>;
}

/**
 * Reads the numbers of a network for export.
 * @param quantization - undefined for full precision
 * @throws NumericalError naming a layer with a weight that is none of its levels
 * @throws ConfigurationError naming an input that has no range yet
 */
export function exportContent(
  network: ModularNetwork<unknown>,
  quantization: Pick<Quantization, 'quantizers' | 'activationQuantizers'> | undefined,
): ExportContent {
  const layers = (quantization?.quantizers ?? []).map((quantizer) => quantizer.codes());
  const coded = new Set(layers.map(({ layer }) => layer));
  const isCoded = new Set(
    network.parameters
      .filter(({ layer, role }) => role === 'weight' && coded.has(layer))
      .map(({ name }) => name),
  );
  const floats = inferenceVariables(network)
    .filter(({ name }) => !isCoded.has(name))
    .map(({ name, variable }): [string, FloatTensor] => [
      name,
      { shape: variable.shape, values: Float32Array.from(variable.dataSync() as Float32Array) },
    ]);
  const grids = (quantization?.activationQuantizers ?? []).map(
    (quantizer) => [quantizer.layer, quantizer.grid()] as const,
  );
  return { layers, activations: new Map(grids), floats: new Map(floats) };
}

/**
 * @returns parameters, and statistics that are named by their module as all layers of the forward pass are: those of a path that
 * only training takes are left out
 */
export function inferenceVariables({
  parameters,
  statistics,
}: ModularNetwork<unknown>): (Parameter | Statistic)[] {
  return [...parameters, ...statistics.filter(({ name, module }) => name.startsWith(`${module}.`))];
}
