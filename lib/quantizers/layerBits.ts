import { ConfigurationError } from '../common/errors';
import type { LayerDescription } from '../models/modularNetwork';
import type { ModuleBits } from './moduleBits';

/** Bits of layers by name, such as `{ 'head.cls_logits': 8 }`; 32 is full precision. */
export type LayerBits = Readonly<Record<string, number>>;

/** What layers have that their modules have not. */
export interface LayerBitsOptions {
  /**
   * Width of the first layer and of those that predict, where their modules are quantized; 32 is full precision. Where it is
   * missing they have the width of their modules, as in MQAT.
   */
  readonly firstAndLastLayers?: number;
  /** The only layers of quantized modules that are quantized; all of them where it is missing */
  readonly onlyLayers?: readonly string[];
  /** Widths of single layers; they count before anything else */
  readonly layerBits?: LayerBits;
}

/** @returns the layer that sees the image, and the layers that predict; the one defined last where none says it does */
export function firstAndLastLayers(layers: readonly LayerDescription[]): string[] {
  const predicting = layers.filter(({ predicts }) => predicts === true);
  const last = predicting.length > 0 ? predicting : layers.slice(-1);
  return [...new Set([layers[0], ...last].map(({ name }) => name))];
}

/**
 * The width of every layer: its own, else that of its module.
 * @param widths - widths that are supported, 32 for full precision among them
 * @throws ConfigurationError naming the layer when it does not exist or its width is not supported
 */
export function bitsOfLayers(
  layers: readonly LayerDescription[],
  bits: ModuleBits,
  { firstAndLastLayers: outerBits, onlyLayers, layerBits = {} }: LayerBitsOptions,
  widths: readonly number[],
): Record<string, number> {
  if (outerBits !== undefined && !widths.includes(outerBits)) {
    throw new ConfigurationError({
      field: 'firstAndLastLayers',
      found: `${outerBits} bits`,
      expected: `one of ${widths.join(', ')}`,
      remedy: 'Choose a supported width (32 is full precision), or leave it out for that of the modules.',
    });
  }
  for (const [name, width] of Object.entries(layerBits)) {
    const exists = layers.some((layer) => layer.name === name);
    if (exists && widths.includes(width)) continue;
    throw new ConfigurationError({
      field: `layerBits.${name}`,
      found: exists ? `${width} bits` : 'a layer that the network does not have',
      expected: exists
        ? `one of ${widths.join(', ')}`
        : `one of ${layers.map((layer) => layer.name).join(', ')}`,
      remedy: 'Name layers as the network does, each with a supported width (32 is full precision).',
    });
  }
  checkOnlyLayers(layers, bits, onlyLayers ?? []);
  const outer = new Set(firstAndLastLayers(layers));
  return Object.fromEntries(
    layers.map(({ name, module }) => {
      const hasOuterBits = outerBits !== undefined && outer.has(name) && bits[module] < 32;
      const width = onlyLayers?.includes(name) === false ? 32 : hasOuterBits ? outerBits : bits[module];
      return [name, layerBits[name] ?? width];
    }),
  );
}

function checkOnlyLayers(
  layers: readonly LayerDescription[],
  bits: ModuleBits,
  onlyLayers: readonly string[],
): void {
  const quantized = layers.filter(({ module }) => bits[module] < 32).map(({ name }) => name);
  const strange = onlyLayers.find((name) => !quantized.includes(name));
  if (strange === undefined) return;
  throw new ConfigurationError({
    field: 'onlyLayers',
    found: JSON.stringify(strange),
    expected: `a layer of a module below 32 bits: ${quantized.join(', ')}`,
    remedy: 'Name layers as the network does, or give their module fewer bits.',
  });
}
