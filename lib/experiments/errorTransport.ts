import {
  CheckpointError,
  ConfigurationError,
  DatasetError,
  EnvironmentError,
  InputError,
  NumericalError,
  ResultsError,
  type InputProblem,
} from '../common/errors';

/** An error as plain data, for the way from one process to another. */
export interface TransportedError {
  readonly name: string;
  readonly message: string;
  readonly problem?: InputProblem;
}

const classes = {
  CheckpointError,
  ConfigurationError,
  DatasetError,
  EnvironmentError,
  NumericalError,
  ResultsError,
} as const;

/** @returns what another process needs to make the error again */
export function packError(error: unknown): TransportedError {
  if (error instanceof InputError)
    return { name: error.name, message: error.message, problem: error.problem };
  return error instanceof Error
    ? { name: error.name, message: error.stack ?? error.message }
    : { name: 'Error', message: String(error) };
}

/** @returns the error that was packed, of its own class where it has one */
export function unpackError({ name, message, problem }: TransportedError): Error {
  if (problem !== undefined && name in classes) return new classes[name as keyof typeof classes](problem);
  return new Error(message);
}
