import * as errors from '../../common/errors';

/** An error as plain data, for the way from one process to another. */
export interface TransportedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** Of errors that bad input causes */
  readonly problem?: errors.InputProblem;
}

const { InputError } = errors;
/** Makes an error of a class of ours; the problem that was packed has the fields that its class has. */
type ErrorClass = new (problem: errors.InputProblem) => errors.InputError;
const classes = new Map(
  Object.values(errors).map((EachClass) => [EachClass.name, EachClass as unknown as ErrorClass]),
);

/** @returns what another process needs to make the error again */
export function packError(error: unknown): TransportedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  return {
    name,
    message,
    ...(stack !== undefined && { stack }),
    ...(error instanceof InputError && { problem: error.problem }),
  };
}

/** @returns the error that was packed, with its name and stack; those that bad input causes have their class, or one above it, and fields */
export function unpackError({ name, message, stack, problem }: TransportedError): Error {
  const InputErrorClass = classes.get(name) ?? InputError;
  const error = problem === undefined ? new Error(message) : new InputErrorClass(problem);
  return Object.assign(error, { name }, stack !== undefined && { stack });
}
