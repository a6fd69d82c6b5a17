import { compressionFactor } from '../models/compression';
import {
  layerMultiplyAccumulates,
  type LayerDescription,
  type ModularNetwork,
} from '../models/modularNetwork';
import type { Quantization } from './quantization';
import type { WeightQuantizer } from './weightQuantizer';

/** Weights that have the same width. */
export interface WeightsAtWidth {
  readonly bits: number;
  readonly weights: number;
}

/** Multiply-accumulates whose two factors have the same widths, for one image. */
export interface WorkAtPrecision {
  readonly weightBits: number;
  readonly activationBits: number;
  readonly multiplyAccumulates: number;
}

/** What numbers take when they are packed without gaps, in bytes; the running statistics of normalizations fold away. */
export interface QuantizedBytes {
  /** Weights of layers at their widths, full precision included */
  readonly weights: number;
  /** 4 bytes a scale of weights or of an input, 1 byte a zero point */
  readonly scales: number;
  /** Biases, gains, offsets and all else that is not a layer's weights, at 32 bits */
  readonly otherParameters: number;
  readonly total: number;
  /** All parameters at 32 bits */
  readonly fullPrecision: number;
}

/** A module in numbers, or the whole network. */
export interface PrecisionSummary {
  /** The module, or `total` */
  readonly name: string;
  readonly layers: number;
  /** Names of the layers that stay at full precision */
  readonly floatLayers: readonly string[];
  /** By rising width */
  readonly weights: readonly WeightsAtWidth[];
  readonly bytes: QuantizedBytes;
  /** By rising widths */
  readonly work: readonly WorkAtPrecision[];
  /** Multiply-accumulates times weight bits times activation bits, for one image */
  readonly bitOperations: number;
  /**
   * As papers count it, see `compressionFactor`: all parameters of a module at the mean width of its weights, nothing else
   * counted
   */
  readonly compression: number;
  /** Bytes at full precision over bytes with all that is stored beside the weights */
  readonly compressionWithOverhead: number;
}

/** A quantized network in numbers. */
export interface QuantizationSummary {
  /** In the order of the data flow */
  readonly modules: readonly PrecisionSummary[];
  readonly total: PrecisionSummary;
}

/**
 * Counts what a quantization makes of a network: weights by width, bytes, work by precision.
 * @param quantization - undefined for full precision
 * @param width - of the images or crops that the network takes, px
 * @param height - likewise
 * @throws NumericalError naming a layer with a weight that is none of its levels
 */
export function quantizationSummary(
  network: ModularNetwork<unknown>,
  quantization: Quantization | undefined,
  width: number,
  height: number,
): QuantizationSummary {
  const weightQuantizers = byLayer(quantization?.quantizers);
  const activationQuantizers = byLayer(quantization?.activationQuantizers);
  const layers = network.layers.map((layer): CountedLayer => {
    const input = activationQuantizers.get(layer.name);
    return {
      ...{ name: layer.name, module: layer.module, weights: weightCount(network, layer) },
      weightBits: quantization?.layerBits[layer.name] ?? 32,
      activationBits: input?.bits ?? 32,
      multiplyAccumulates: layerMultiplyAccumulates(layer, width, height),
      scaleBytes: weightScaleBytes(weightQuantizers.get(layer.name)) + (input === undefined ? 0 : 4 + 1),
    };
  });
  const parts = network.modules.map((module): CountedPart => {
    const own = network.parameters.filter((parameter) => parameter.module === module);
    return {
      ...{ name: module, layers: layers.filter((layer) => layer.module === module) },
      parameters: own.reduce((sum, { variable }) => sum + variable.size, 0),
    };
  });
  return {
    modules: parts.map((part) => summaryOf(part.name, [part])),
    total: summaryOf('total', parts),
  };
}

interface CountedLayer {
  readonly name: string;
  readonly module: string;
  readonly weights: number;
  readonly weightBits: number;
  readonly activationBits: number;
  readonly multiplyAccumulates: number;
  readonly scaleBytes: number;
}

interface CountedPart {
  readonly name: string;
  readonly layers: readonly CountedLayer[];
  readonly parameters: number;
}

function summaryOf(name: string, parts: readonly CountedPart[]): PrecisionSummary {
  const layers = parts.flatMap((part) => part.layers);
  const parameters = sum(parts, (part) => part.parameters);
  const stored = {
    weights: sum(layers, ({ weights, weightBits }) => (weights * weightBits) / 8),
    scales: sum(layers, ({ scaleBytes }) => scaleBytes),
    otherParameters: 4 * (parameters - sum(layers, ({ weights }) => weights)),
  };
  const total = stored.weights + stored.scales + stored.otherParameters;
  const counts = Object.fromEntries(parts.map((part) => [part.name, part.parameters]));
  const bits = Object.fromEntries(parts.map((part) => [part.name, meanBits(part.layers)]));
  return {
    name,
    layers: layers.length,
    floatLayers: layers.filter(({ weightBits }) => weightBits === 32).map((layer) => layer.name),
    weights: grouped(layers, ({ weightBits }) => [weightBits]).map(([[width], own]) => ({
      bits: width,
      weights: sum(own, ({ weights }) => weights),
    })),
    bytes: { ...stored, total, fullPrecision: 4 * parameters },
    work: grouped(layers, ({ weightBits, activationBits }) => [weightBits, activationBits]).map(
      ([[weightBits, activationBits], own]) => ({
        ...{ weightBits, activationBits },
        multiplyAccumulates: sum(own, ({ multiplyAccumulates }) => multiplyAccumulates),
      }),
    ),
    bitOperations: sum(
      layers,
      ({ multiplyAccumulates, weightBits, activationBits }) =>
        multiplyAccumulates * weightBits * activationBits,
    ),
    compression: parameters === 0 ? 1 : compressionFactor(counts, bits),
    compressionWithOverhead: parameters === 0 ? 1 : (4 * parameters) / total,
  };
}

/** Weighed by weights; 32 where there is none. */
function meanBits(layers: readonly CountedLayer[]): number {
  const weights = sum(layers, (layer) => layer.weights);
  return weights === 0 ? 32 : sum(layers, (layer) => layer.weights * layer.weightBits) / weights;
}

/** Layers with the same key together, by rising keys. */
function grouped(
  layers: readonly CountedLayer[],
  keyOf: (layer: CountedLayer) => readonly number[],
): (readonly [key: readonly number[], own: readonly CountedLayer[]])[] {
  const groups = new Map<string, CountedLayer[]>();
  for (const layer of layers) {
    const key = keyOf(layer).join(' ');
    groups.set(key, [...(groups.get(key) ?? []), layer]);
  }
  return [...groups.values()]
    .map((own) => [keyOf(own[0]), own] as const)
    .sort(([first], [second]) => first[0] - second[0] || (first[1] ?? 0) - (second[1] ?? 0));
}

/** One scale while some weights are still free, as INQ has. */
function weightScaleBytes(quantizer: WeightQuantizer | undefined): number {
  if (quantizer === undefined) return 0;
  if (quantizer.levels() === undefined) return 4;
  const { scales, zeroPoints } = quantizer.codes();
  return 4 * scales.length + (zeroPoints.some((point) => point !== 0) ? zeroPoints.length : 0);
}

function weightCount({ parameters }: ModularNetwork<unknown>, { name }: LayerDescription): number {
  const own = parameters.filter(({ layer, role }) => layer === name && role === 'weight');
  return own.reduce((count, { variable }) => count + variable.size, 0);
}

function byLayer<T extends { readonly layer: string }>(quantizers: readonly T[] = []): Map<string, T> {
  return new Map(quantizers.map((quantizer) => [quantizer.layer, quantizer]));
}

function sum<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((total, item) => total + valueOf(item), 0);
}
