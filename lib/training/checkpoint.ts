import { readFile } from 'node:fs/promises';
import { causeText } from '../common/causeText';
import { writeFaultText, writeFileAtomically } from '../common/atomicFile';
import type { JsonObject } from '../common/canonicalJson';
import { CheckpointError } from '../common/errors';
import { isMemoryFault } from '../common/memoryFault';
import type { TensorMap } from '../common/safetensors';
import { checkModel, type ExpectedModel, type ModelIdentity } from './checkpointModel';
import { decodeCheckpoint, encodeCheckpoint } from './checkpointFormat';

/** Where the next batch comes from. */
export interface DataCursor {
  readonly epoch: number;
  /** Images of the epoch's order that were already used */
  readonly position: number;
}

/** All that a training needs to go on as if it had never stopped. */
export interface Checkpoint {
  readonly model: ModelIdentity;
  /** Updates done */
  readonly step: number;
  readonly cursor: DataCursor;
  /** States of the random streams by name, as `Random.state` gives them */
  readonly randomStates: Readonly<Record<string, readonly number[]>>;
  /** Trained tensors by parameter name */
  readonly weights: TensorMap;
  /** Running means and variances by name */
  readonly statistics: TensorMap;
  readonly optimizer: {
    /** Rule, such as `sgd` or `adamW` */
    readonly kind: string;
    readonly slots: TensorMap;
  };
  readonly quantizers: {
    /** Method and bit width of each module, as the run's owner describes them; empty in full precision */
    readonly configuration: JsonObject;
    /** Steps, masks and frozen values by name */
    readonly tensors: TensorMap;
  };
  /** Best validation metrics so far by name */
  readonly best: Readonly<Record<string, number>>;
  /** What else the training loop carries along, such as its curve */
  readonly loop: JsonObject;
}

/**
 * Stores a checkpoint as one safetensors file, so that a reader finds the old checkpoint or the new one, never a part.
 * @throws NumericalError when a tensor holds a number that is not finite: such a state must not replace a good one
 * @throws CheckpointError when the file cannot be written, or there is no memory to write it with
 */
export async function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const bytes = encoded(checkpoint, file);
  try {
    await writeFileAtomically(file, bytes);
  } catch (cause) {
    throw new CheckpointError({
      file,
      found: writeFaultText(cause),
      expected: `a writable folder with ${bytes.byteLength} bytes free`,
      remedy: 'Free space or correct the permissions. An earlier checkpoint of this name is untouched.',
    });
  }
}

/**
 * Reads a checkpoint of a model.
 * @param expected - the model that will take the weights
 * @throws CheckpointError when the file is missing or damaged, or lists the missing, extra and misshapen tensors when it
 * belongs to another model
 */
export async function readCheckpoint(file: string, expected: ExpectedModel): Promise<Checkpoint> {
  const checkpoint = decodeCheckpoint(await readBytes(file), file);
  checkModel(checkpoint, expected, file);
  return checkpoint;
}

function encoded(checkpoint: Checkpoint, file: string): Uint8Array {
  try {
    return encodeCheckpoint(checkpoint, file);
  } catch (cause) {
    if (!isMemoryFault(cause)) throw cause;
    throw new CheckpointError({
      file,
      found: `no memory to write it with (${cause.message})`,
      expected: 'room for all weights and the state of the optimizer once more',
      remedy:
        'End other programs, or do fewer runs at once. An earlier checkpoint of this name is untouched.',
    });
  }
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new CheckpointError({
      file,
      found: causeText(cause),
      expected: 'a readable checkpoint',
      remedy: 'Check the path, or train again.',
    });
  }
}
