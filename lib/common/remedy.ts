import type { InputErrorClass } from './validation';

/**
 * Does work for a caller that knows better what helps.
 * @throws what the work throws; errors of the class given with the caller's remedy
 */
export async function withRemedy<T>(
  ErrorClass: InputErrorClass,
  remedy: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ErrorClass)) throw error;
    throw new ErrorClass({ ...error.problem, remedy });
  }
}
