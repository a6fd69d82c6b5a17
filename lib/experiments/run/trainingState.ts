import { z } from 'zod';
import { canonicalHash, canonicalJson, type JsonObject, type JsonValue } from '../../common/canonicalJson';
import { CheckpointError } from '../../common/errors';
import type { StoredTensor } from '../../common/safetensors';
import { validate } from '../../common/validation';
import type { ModularNetwork } from '../../models/modularNetwork';
import type { LayerBits } from '../../quantizers/layerBits';
import type { Quantization } from '../../quantizers/quantization';
import type { Checkpoint } from '../../training/checkpoint';
import type { ExpectedModel } from '../../training/checkpointModel';
import { readVariables, type NamedVariable, type StoredArray } from '../../training/namedVariables';
import type { Trainer } from '../../training/trainer';
import { networkConfiguration } from '../networks/networks';
import type { RunConfiguration } from '../configuration/runConfiguration';
import type { TimeSpent } from './timeSpent';

/** What a run trains. */
export interface TrainedParts {
  readonly network: ModularNetwork<unknown>;
  readonly quantization: Quantization | undefined;
  readonly trainer: Trainer;
}

/** What a training has behind it beside its tensors. */
export interface TrainingHistory {
  /** ISO 8601 */
  readonly startedAt: string;
  /** Until the last interruption */
  readonly before: TimeSpent;
  readonly curve: { columns: string[]; readonly rows: number[][] };
}

const historySchema = z.strictObject({
  startedAt: z.string(),
  spent: z.strictObject({ wallSeconds: z.number().min(0), processorSeconds: z.number().min(0) }),
  curve: z.strictObject({ columns: z.array(z.string()), rows: z.array(z.array(z.number())) }),
});

/**
 * Puts all that a training needs to go on into a checkpoint.
 * @param loop - what the loop carries along
 */
export function captureTraining(
  configuration: RunConfiguration,
  { network, quantization, trainer }: TrainedParts,
  loop: JsonObject = {},
): Checkpoint {
  const names = (variables: readonly NamedVariable[]) => new Set(variables.map(({ name }) => name));
  const [weights, statistics] = [names(network.parameters), names(network.statistics)];
  const quantizerNames = names(quantizerVariables(quantization));
  const tensors = [...readVariables(trainer.variables)];
  const select = (belongs: (name: string) => boolean) =>
    new Map(tensors.filter(([name]) => belongs(name)).map(([name, array]) => [name, toTensor(array)]));
  return {
    model: expectedModel(configuration, network).identity,
    step: trainer.step,
    cursor: cursorOf(configuration, trainer.step),
    randomStates: {},
    weights: select((name) => weights.has(name)),
    statistics: select((name) => statistics.has(name)),
    optimizer: {
      kind: configuration.training.plan.optimizer.kind,
      slots: select((name) => !weights.has(name) && !statistics.has(name) && !quantizerNames.has(name)),
    },
    quantizers: {
      configuration: {
        ...quantizerConfiguration(configuration),
        ...(configuration.allocation && { layerBits: { ...quantization?.layerBits } }),
      },
      tensors: select((name) => quantizerNames.has(name)),
    },
    best: {},
    loop,
  };
}

/** @returns every tensor of a checkpoint by name */
export function checkpointArrays(checkpoint: Checkpoint): Map<string, StoredArray> {
  const { weights, statistics, optimizer, quantizers } = checkpoint;
  return new Map(
    [weights, statistics, optimizer.slots, quantizers.tensors].flatMap((tensors) =>
      [...tensors].map(([name, { shape, data }]) => [
        name,
        { shape, values: Float32Array.from(data as Float32Array) },
      ]),
    ),
  );
}

/**
 * @param spent - in all
 * @returns a history as a checkpoint carries it along
 */
export function historyJson({ startedAt, curve }: TrainingHistory, spent: TimeSpent): JsonObject {
  return { startedAt, spent: { ...spent }, curve: { columns: curve.columns, rows: curve.rows } };
}

/**
 * Reads the history that {@link historyJson} put into a checkpoint.
 * @throws CheckpointError when there is none
 */
export function checkpointHistory({ loop }: Checkpoint, file: string): TrainingHistory {
  const { spent, ...history } = validate(historySchema, loop, `${file}: metadata, loop`, CheckpointError);
  return { ...history, before: spent };
}

/** What a checkpoint must hold to fit a network. */
export function expectedModel(
  configuration: RunConfiguration,
  network: ModularNetwork<unknown>,
): ExpectedModel {
  const shapes = (variables: readonly NamedVariable[]) =>
    new Map(variables.map(({ name, variable }) => [name, variable.shape] as const));
  return {
    identity: {
      architecture: network.architecture,
      configurationHash: canonicalHash(networkConfiguration(configuration.model)),
    },
    weights: shapes(network.parameters),
    statistics: shapes(network.statistics),
  };
}

/**
 * Checks that a checkpoint was quantized as a run is: the same layers have the same tensors at any width.
 * @throws CheckpointError that says how it was quantized
 */
export function checkQuantizers(checkpoint: Checkpoint, configuration: RunConfiguration, file: string): void {
  const stored: Record<string, JsonValue> = { ...checkpoint.quantizers.configuration };
  delete stored['layerBits'];
  const found = canonicalJson(stored);
  const expected = canonicalJson(quantizerConfiguration(configuration));
  if (found === expected) return;
  throw new CheckpointError({
    file,
    field: 'quantizers',
    found,
    expected,
    remedy: 'Use the checkpoint of the run itself, or delete it to train again.',
  });
}

/** @returns the variables of a run's quantizers; none where it quantizes nothing */
export function quantizerVariables(quantization: Quantization | undefined): NamedVariable[] {
  return quantization === undefined ? [] : [...quantization.trained, ...quantization.state];
}

/**
 * @returns the widths of layers that a run's allocation had found; undefined where it had none
 * @throws CheckpointError when they are no widths
 */
export function storedLayerBits({ quantizers }: Checkpoint, file: string): LayerBits | undefined {
  const { layerBits } = quantizers.configuration;
  if (layerBits === undefined) return undefined;
  const schema = z.record(z.string(), z.number());
  return validate(schema, layerBits, `${file}: quantizers.layerBits`, CheckpointError);
}

function quantizerConfiguration(configuration: RunConfiguration): JsonObject {
  const { method, quantization, activations, firstAndLastLayers, onlyLayers, allocation } = configuration;
  return {
    ...{ method, bits: { ...quantization } },
    ...(activations && { activations: { ...activations } }),
    ...(firstAndLastLayers !== undefined && { firstAndLastLayers }),
    ...(onlyLayers && { onlyLayers: [...onlyLayers] }),
    ...(allocation && {
      allocation: { ...allocation, widths: [...allocation.widths], traces: { ...allocation.traces } },
    }),
  };
}

/** Batches are drawn from the seed and the step alone, so the step says where the data stand. */
function cursorOf({ training, dataset }: RunConfiguration, step: number): Checkpoint['cursor'] {
  const drawn = ((training.firstBatch ?? 0) + step) * training.batchSize;
  const { train } = dataset.images;
  if (train === 0) return { epoch: 0, position: 0 };
  return { epoch: Math.floor(drawn / train), position: drawn % train };
}

function toTensor({ shape, values }: StoredArray): StoredTensor {
  return { dtype: 'F32', shape, data: values };
}
