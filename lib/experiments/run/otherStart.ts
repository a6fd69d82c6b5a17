import { ResultsError } from '../../common/errors';
import type { StoredRun } from '../store/storedRun';

/**
 * @param here - digest of what this machine computes, to the last bit, where it is known
 * @returns how a stored run trained again here would end in other weights; undefined where that is not known
 */
export function numericsDifference(
  { environment: { numerics: there } }: StoredRun,
  here: string | undefined,
): string | undefined {
  if (there === undefined || here === undefined || there === here) return undefined;
  return `computes otherwise: ${here.slice(0, 8)}, where it was trained ${there.slice(0, 8)}`;
}

/**
 * Refuses to start a run at weights that its control did not start from.
 * @param how - what is trained here differs from what is stored
 */
export function otherStart(how: string): ResultsError {
  return new ResultsError({
    field: 'weights',
    found: `the result is stored, its weights are not here, and what is trained here ${how}`,
    expected: 'the very network that the stored controls started from',
    remedy:
      'Bring the weights here from where it was trained (runs/), or do the whole comparison on this machine: ' +
      'MQAT_RESULTS=<an empty folder> keeps its results and weights apart.',
  });
}
