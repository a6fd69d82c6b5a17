import { NumericalError, NumericalFaultError, type NumericalFault } from '../../common/errors';
import { findDeadQuantizer } from '../../quantizers/deadQuantizer';
import { writeCheckpoint, type Checkpoint } from '../../training/checkpoint';
import { numericalFault, withCheckpoint } from '../../training/faults/numericalFault';
import type { TrainedParts } from './trainingState';

/** What a training can go on from. */
export type GoodCheckpoint = NonNullable<NumericalFault['checkpoint']>;

/** @throws NumericalFaultError naming the layer whose quantizer is dead, and the step at which that was seen */
export function checkSound({ network, quantization, trainer: { step } }: TrainedParts): void {
  const dead = quantization && findDeadQuantizer(network, quantization);
  if (dead === undefined) return;
  throw numericalFault({ kind: 'dead quantizer', step, place: dead.place, value: dead.found });
}

/**
 * Writes a checkpoint of a training whose state is sound; where it is not, the file stays as it was.
 * @throws NumericalFaultError naming what is not finite, or the quantizer that is dead
 */
export async function writeSound(file: string, parts: TrainedParts, checkpoint: Checkpoint): Promise<void> {
  checkSound(parts);
  try {
    await writeCheckpoint(file, checkpoint);
  } catch (error) {
    if (!(error instanceof NumericalError)) throw error;
    const { field = file, found } = error.problem;
    const { step } = parts.trainer;
    throw numericalFault({ kind: 'state that is not finite', step, place: field, value: found });
  }
}

/**
 * Does a part of a training, and names in its fault what it can go on from. A quantizer that cannot be moved on, as where INQ
 * finds no levels, is a dead one.
 * @param last - the last good checkpoint by then; undefined where there is none
 */
export async function namingCheckpoint<T>(
  { trainer }: TrainedParts,
  last: () => GoodCheckpoint | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NumericalFaultError) throw withCheckpoint(error, last());
    if (!(error instanceof NumericalError)) throw error;
    const { field = 'a quantizer', found } = error.problem;
    const fault = numericalFault({ kind: 'dead quantizer', step: trainer.step, place: field, value: found });
    throw withCheckpoint(fault, last());
  }
}
