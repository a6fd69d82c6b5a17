import { InputError, type InputProblem } from '../../common/errors';

/**
 * Names a run in the error that stopped it.
 * @returns an error of the same class where it is one of ours, else one with the error as its cause
 */
export function runFailure(run: string, error: unknown): Error {
  if (error instanceof InputError) {
    const SameError = error.constructor as new (problem: InputProblem) => InputError;
    return new SameError({ run, ...error.problem });
  }
  return new Error(`${run}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}
