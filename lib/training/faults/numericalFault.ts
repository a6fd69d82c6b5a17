import { NumericalFaultError, type NumericalFault, type NumericalFaultKind } from '../../common/errors';

/** What was expected, and what can be done about it. */
const advice: Readonly<Record<NumericalFaultKind, readonly [expected: string, remedy: string]>> = {
  'loss that is not finite': [
    'a finite loss',
    'Lower the learning rate, warm up longer, or clip to a smaller norm.',
  ],
  'gradient that is not finite': [
    'finite gradients',
    'Lower the learning rate, warm up longer, or clip to a smaller norm.',
  ],
  'exploding gradients': [
    'gradients of the size that they had before',
    'Lower the learning rate, warm up longer, or clip to a smaller norm.',
  ],
  'dead quantizer': [
    'a positive, finite step and weights on more than one level',
    'Give the layer more bits, start from a trained network, or lower the learning rate.',
  ],
  'state that is not finite': [
    'finite numbers',
    'Lower the learning rate, warm up longer, or clip to a smaller norm.',
  ],
  'empty batch': ['at least one example', 'Look at the split, its filters and the batch size.'],
};

/**
 * Makes the error of a training whose numbers went wrong.
 * @param fault - without a checkpoint where none is known yet: {@link withCheckpoint} names it later
 */
export function numericalFault(fault: NumericalFault): NumericalFaultError {
  const { kind, step, place, value, checkpoint } = fault;
  const [expected, remedy] = advice[kind];
  const last =
    checkpoint === undefined
      ? 'Nothing of it was kept.'
      : `The last good checkpoint, of step ${checkpoint.step}, is ${checkpoint.file}; the same run goes on from there, and fails again unless the cause lay outside of it.`;
  return new NumericalFaultError({
    field: `step ${step}, ${place}`,
    found: `${kind}: ${value}`,
    expected,
    remedy: `${remedy} ${last}`,
    fault,
  });
}

/** @returns the same error, with the checkpoint that the training can go on from */
export function withCheckpoint(
  { problem: { fault } }: NumericalFaultError,
  checkpoint: NumericalFault['checkpoint'],
): NumericalFaultError {
  return numericalFault({ ...fault, ...(checkpoint && { checkpoint }) });
}
