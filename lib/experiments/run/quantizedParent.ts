/*
 * A run that starts from a quantized network: what is quantized there stays so, at its width and by its method, while
 * another module is quantized (Algorithm 1, lines 17 to 20). LSQ's steps go on from where they were, INQ's frozen weights
 * stay frozen.
 */
import { z } from 'zod';
import { canonicalJson } from '../../common/canonicalJson';
import { CheckpointError, ConfigurationError } from '../../common/errors';
import { validate } from '../../common/validation';
import type { ModularNetwork } from '../../models/modularNetwork';
import type { ModuleBits } from '../../quantizers/moduleBits';
import type { Quantization } from '../../quantizers/quantization';
import type { Checkpoint } from '../../training/checkpoint';
import { assignVariables, type NamedVariable, type StoredArray } from '../../training/namedVariables';
import type { RunConfiguration } from '../configuration/runConfiguration';
import { checkpointArrays } from './trainingState';

/** What a network is quantized to, and how; what a checkpoint says of it is of any shape. */
export interface QuantizedState {
  readonly method: string;
  readonly quantization: ModuleBits;
  readonly activations?: unknown;
  readonly firstAndLastLayers?: unknown;
  readonly onlyLayers?: unknown;
  readonly allocation?: unknown;
}

/** What a checkpoint says of its quantizers; further fields are the run's own. */
const parentSchema = z.object({
  method: z.string(),
  bits: z.record(z.string(), z.number()),
  activations: z.unknown().optional(),
  firstAndLastLayers: z.unknown().optional(),
  onlyLayers: z.unknown().optional(),
  allocation: z.unknown().optional(),
});

/** @returns the modules that have fewer than 32 bits */
export function quantizedModules({ quantization }: Pick<QuantizedState, 'quantization'>): string[] {
  return Object.keys(quantization).filter((module) => quantization[module] < 32);
}

/**
 * Checks that a run leaves quantized what its parent quantized.
 * @param source - the run, for the message
 * @throws ConfigurationError naming the module that would change its width or method
 */
export function checkParent(run: QuantizedState, parent: QuantizedState, source: string): void {
  const { method, quantization } = run;
  for (const module of quantizedModules(parent)) {
    const before = `${parent.quantization[module]} bits by ${parent.method}`;
    const now = `${quantization[module]} bits by ${method}`;
    if (before === now) continue;
    throw new ConfigurationError({
      file: source,
      field: `quantization.${module}`,
      found: now,
      expected: `${before}, as in the run that it starts from`,
      remedy: 'Leave the module at its width, or start from a run that does not quantize it.',
    });
  }
  const [before, now] = [policyOf(parent), policyOf(run)];
  if (parent.method === 'none' || (before === now && parent.allocation === undefined)) return;
  throw new ConfigurationError({
    file: source,
    field: 'activations, firstAndLastLayers, onlyLayers, allocation',
    found: now,
    expected: `${before}, as in the run that it starts from, and no allocation`,
    remedy: 'Quantize both alike; what has widths of its own by layer starts from full precision.',
  });
}

function policyOf({ activations, firstAndLastLayers, onlyLayers, allocation }: QuantizedState): string {
  return canonicalJson({ activations, firstAndLastLayers, onlyLayers, allocation });
}

/**
 * Gives the quantizers of modules that the parent quantized the state that they ended with.
 * @param file - of the parent's checkpoint
 * @throws ConfigurationError when the run would change a width that the parent's checkpoint has
 * @throws CheckpointError when the checkpoint lacks a quantizer's state
 */
export function continueQuantization(
  network: ModularNetwork<unknown>,
  quantization: Quantization | undefined,
  configuration: RunConfiguration,
  parent: Checkpoint,
  file: string,
): void {
  const { configuration: stored } = parent.quantizers;
  const { bits, ...policy } = validate(parentSchema, stored, `${file}: quantizers`, CheckpointError);
  checkParent(configuration, { ...policy, quantization: bits }, `run started from ${file}`);
  if (quantization === undefined || policy.method === 'none') return;
  const modules = new Set(quantizedModules({ quantization: bits }));
  const layers = new Set(network.layers.filter(({ module }) => modules.has(module)).map(({ name }) => name));
  const ofAllLayers = configuration.activations?.ofAllLayers === true;
  const inherited = [
    ...quantization.quantizers.filter(({ layer }) => layers.has(layer)),
    ...quantization.activationQuantizers.filter(({ layer }) => ofAllLayers || layers.has(layer)),
  ].flatMap(({ trained, state }) => [...trained, ...state]);
  const arrays = checkpointArrays(parent);
  assignVariables(restorable(inherited, arrays), arrays, file);
}

/**
 * Leaves out what older checkpoints do not have: where LSQ's steps started. The quantizer then keeps the start that it
 * took from the weights.
 */
export function restorable(
  variables: readonly NamedVariable[],
  stored: ReadonlyMap<string, StoredArray>,
): NamedVariable[] {
  return variables.filter(({ name }) => stored.has(name) || !name.endsWith('.log_step_start'));
}
