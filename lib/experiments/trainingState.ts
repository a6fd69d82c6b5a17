import { canonicalHash, type JsonObject } from '../common/canonicalJson';
import type { TensorMap } from '../common/safetensors';
import type { Checkpoint } from '../training/checkpoint';
import type { ExpectedModel } from '../training/checkpointModel';
import { readVariables, type NamedVariable, type StoredArray } from '../training/namedVariables';
import type { Curve } from './storedRun';
import type { ModularNetwork } from '../models/modularNetwork';
import type { Quantization } from '../quantizers/quantization';
import type { Trainer } from '../training/trainer';
import type { RunConfiguration } from './runConfiguration';
import { networkConfiguration } from './networks';

/** Puts all that a training needs to go on into a checkpoint. */
export function captureTraining(
  configuration: RunConfiguration,
  network: ModularNetwork<unknown>,
  quantization: Quantization | undefined,
  trainer: Trainer,
  curve: Curve,
): Checkpoint {
  const names = (variables: readonly NamedVariable[]) => new Set(variables.map(({ name }) => name));
  const [weights, statistics] = [names(network.parameters), names(network.statistics)];
  const quantizerNames = names(quantizersOf(quantization));
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
      configuration: { method: configuration.method, bits: { ...configuration.quantization } },
      tensors: select((name) => quantizerNames.has(name)),
    },
    best: {},
    loop: { columns: [...curve.columns], rows: curve.rows.map((row) => [...row]) },
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

/** @returns the curve that a checkpoint carries along */
export function checkpointCurve({ loop }: Checkpoint): { columns: string[]; rows: number[][] } {
  return loop as JsonObject & { columns: string[]; rows: number[][] };
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

function quantizersOf(quantization: Quantization | undefined): NamedVariable[] {
  return quantization === undefined ? [] : [...quantization.trained, ...quantization.state];
}

/** Batches are drawn from the seed and the step alone, so the step says where the data stand. */
function cursorOf({ training, dataset }: RunConfiguration, step: number): Checkpoint['cursor'] {
  const drawn = step * training.batchSize;
  const { train } = dataset.images;
  return { epoch: Math.floor(drawn / train), position: drawn % train };
}

function toTensor({
  shape,
  values,
}: StoredArray): TensorMap extends ReadonlyMap<string, infer T> ? T : never {
  return { dtype: 'F32', shape, data: values };
}
