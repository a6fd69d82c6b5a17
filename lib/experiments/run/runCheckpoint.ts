import { CheckpointError } from '../../common/errors';
import { withRemedy } from '../../common/remedy';
import type { ModularNetwork } from '../../models/modularNetwork';
import { readCheckpoint, type Checkpoint } from '../../training/checkpoint';
import type { RunConfiguration } from '../configuration/runConfiguration';
import { expectedModel } from './trainingState';

/**
 * Reads a checkpoint that this run or its parent left for a network.
 * @throws CheckpointError when it is missing, damaged or of another network; all of it can be trained again
 */
export async function readRunCheckpoint(
  file: string,
  configuration: RunConfiguration,
  network: ModularNetwork<unknown>,
): Promise<Checkpoint> {
  const remedy =
    'Remove the file if it is there, and run the command again: what is missing is trained again.';
  return withRemedy(CheckpointError, remedy, () =>
    readCheckpoint(file, expectedModel(configuration, network)),
  );
}
