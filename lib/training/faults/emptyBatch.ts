import type { NumericalFaultError } from '../../common/errors';
import { numericalFault } from './numericalFault';
import type { BatchArrays } from '../trainingTask';

/**
 * @param source - the data set, such as `squares, split train`
 * @param step - that the batch is for
 */
export function emptyBatch(source: string, step: number): NumericalFaultError {
  return numericalFault({ kind: 'empty batch', step, place: source, value: 'no examples' });
}

/** @throws NumericalFaultError when a batch has an array without a number */
export function checkBatch(arrays: BatchArrays, step: number): void {
  const empty = Object.keys(arrays).find((name) => arrays[name].length === 0);
  if (empty !== undefined) throw emptyBatch(`batch, ${empty}`, step);
}
