import { z } from 'zod';
import { activationMethods, activationWidths } from '../../quantizers/activations/activationMethods';
import type { ModuleBits } from '../../quantizers/moduleBits';
import type { QuantizationMethod } from '../../quantizers/methods/quantizationMethods';
import type { ActivationOptions } from '../../quantizers/quantization';
import { quantizationMethods } from '../../quantizers/methods/quantizationMethods';
import type { TraceOptions } from '../../sensitivity/traceEstimate';

/** How the inputs of layers are quantized in a run. */
export interface ActivationConfiguration extends ActivationOptions {
  /** Training batches that show the ranges, from where the run's own begin */
  readonly calibrationBatches: number;
}

/**
 * Widths that are found layer by layer, as in HAWQ-V3 (arXiv 2011.10680): from the sensitivity of the network that the run
 * starts from, by an integer program.
 */
export interface LayerAllocationConfiguration {
  /** To choose from, ascending; a layer gets at most the width of its module */
  readonly widths: readonly number[];
  /** Weights of all layers at 32 bits over the size allowed */
  readonly compressionFactor: number;
  /** Training batches that the loss is the mean over, from 2 */
  readonly batches: number;
  readonly traces: TraceOptions;
}

/** What is quantized beside the weights of modules, and which layers have widths of their own. */
export interface QuantizationPolicy {
  /** Inputs of layers stay at full precision where it is not given */
  readonly activations?: ActivationConfiguration;
  /** Width of the first layer and of those that predict, where their modules are quantized; that of the module where it is not given */
  readonly firstAndLastLayers?: number;
  /** The only layers of modules below 32 bits that are quantized; all of them where it is not given */
  readonly onlyLayers?: readonly string[];
  /** Layers have the width of their module where it is not given */
  readonly allocation?: LayerAllocationConfiguration;
}

/** What a run quantizes, and how. */
export interface QuantizationConfiguration extends QuantizationPolicy {
  /** Of the weights of every module; 32 is full precision */
  readonly quantization: ModuleBits;
  readonly method: 'none' | QuantizationMethod;
}

const count = z.number().int().min(1);
const names = <Name extends string>(table: Readonly<Record<Name, unknown>>) =>
  z.enum(Object.keys(table) as [Name, ...Name[]]);
const ascending = (widths: readonly number[]) =>
  widths.every((width, index) => index === 0 || width > widths[index - 1]);

const tracesSchema = z.strictObject({
  relativeError: z.number().positive(),
  standardErrors: z.number().positive(),
  minimumProbes: z.number().int().min(2),
  maximumProbes: z.number().int().min(2),
  seed: z.number().int().min(0),
});

/** Shapes of the fields of {@link QuantizationConfiguration}. */
export const quantizationFields = {
  quantization: z.record(z.string(), z.number()),
  method: z.enum(['none', ...(Object.keys(quantizationMethods) as QuantizationMethod[])]),
  activations: z
    .strictObject({
      bits: z.union([z.number().int().min(activationWidths[0]).max(8), z.literal('as weights')]),
      method: names(activationMethods),
      ofAllLayers: z.boolean().exactOptional(),
      calibrationBatches: count,
    })
    .exactOptional(),
  firstAndLastLayers: z.number().int().min(1).max(32).exactOptional(),
  onlyLayers: z.array(z.string().min(1)).min(1).exactOptional(),
  allocation: z
    .strictObject({
      widths: z.array(z.number().int().min(1).max(8)).min(1).refine(ascending, 'ascending widths'),
      compressionFactor: z.number().min(1),
      batches: z.number().int().min(2),
      traces: tracesSchema,
    })
    .exactOptional(),
};

/** @returns whether no weight and no activation has fewer bits than 32 */
export function isFullPrecision({ quantization, activations }: QuantizationConfiguration): boolean {
  return activations === undefined && Object.values(quantization).every((bits) => bits === 32);
}

/** @returns words for what is quantized, such as `8-2-8-lsq-activations8`; made for names of runs and folders */
export function quantizationWords(configuration: QuantizationConfiguration): string[] {
  const { quantization, method } = configuration;
  return [Object.values(quantization).join('-'), method, ...policyWords(configuration)];
}

/** @returns a title with what a policy says after it, such as `8-2-8 by LSQ, inputs at 8 bits` */
export function withPolicy(
  title: string,
  { activations, firstAndLastLayers, onlyLayers, allocation }: QuantizationPolicy,
): string {
  const inputs = activations?.bits === 'as weights' ? 'as weights' : `at ${activations?.bits ?? 32} bits`;
  return [
    title,
    ...(allocation === undefined ? [] : [`layers allocated for ${allocation.compressionFactor}x`]),
    ...(activations === undefined
      ? []
      : [`${activations.ofAllLayers === true ? 'all ' : ''}inputs ${inputs}`]),
    ...(firstAndLastLayers === undefined ? [] : [`first and last layers at ${firstAndLastLayers} bits`]),
    ...(onlyLayers === undefined ? [] : [`${onlyLayers.join(' and ')} alone`]),
  ].join(', ');
}

/** @returns words for a policy, such as `activations8`; none for the usual one */
export function policyWords(policy: QuantizationPolicy): string[] {
  const { activations, firstAndLastLayers, onlyLayers, allocation } = policy;
  return [
    ...(allocation === undefined ? [] : [`allocated${allocation.compressionFactor}`]),
    ...(activations === undefined ? [] : [`activations${activations.bits}`]),
    ...(firstAndLastLayers === undefined ? [] : [`outer${firstAndLastLayers}`]),
    ...(onlyLayers ?? []),
  ];
}
