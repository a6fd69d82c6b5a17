import {
  layerMultiplyAccumulates,
  parameterCounts,
  type LayerDescription,
  type ModularNetwork,
} from './modularNetwork';

/** What a module is in numbers. */
export interface ModuleSummary {
  readonly module: string;
  /** Layers that can be quantized */
  readonly layers: number;
  readonly parameters: number;
  /** For one image */
  readonly multiplyAccumulates: number;
  /** Numbers in the largest map that one of its layers writes, for one image */
  readonly largestMap: number;
}

/**
 * Counts a network module by module.
 * @param width - of the images or crops that it takes, px
 * @param height - likewise
 */
export function networkSummary(
  network: ModularNetwork<unknown>,
  width: number,
  height: number,
): ModuleSummary[] {
  const counts = parameterCounts(network);
  return network.modules.map((module) => {
    const layers = network.layers.filter((layer) => layer.module === module);
    return {
      module,
      layers: layers.length,
      parameters: counts[module],
      multiplyAccumulates: layers.reduce(
        (sum, layer) => sum + layerMultiplyAccumulates(layer, width, height),
        0,
      ),
      largestMap: Math.max(...layers.map((layer) => largestMap(layer, width, height))),
    };
  });
}

function largestMap(
  { outputStrides, outputChannels }: LayerDescription,
  width: number,
  height: number,
): number {
  const areas = outputStrides.map((stride) => Math.ceil(width / stride) * Math.ceil(height / stride));
  return outputChannels * Math.max(...areas);
}
