import { describe, expect, it } from 'vitest';
import * as errors from '../common/errors';
import { packError, unpackError } from './errorTransport';

const problem = { file: 'a.json', field: 'b', found: 'c', expected: 'd', remedy: 'Do e.' };
const classes = [
  errors.CheckpointError,
  errors.ConfigurationError,
  errors.DatasetError,
  errors.EnvironmentError,
  errors.NumericalError,
  errors.ResultsError,
];

describe('errors between processes', () => {
  it.each(classes)('%o keeps its class and its fields', (ErrorClass) => {
    const sent = JSON.parse(JSON.stringify(packError(new ErrorClass(problem)))) as ReturnType<
      typeof packError
    >;
    const received = unpackError(sent);
    expect(received).toBeInstanceOf(ErrorClass);
    expect((received as errors.InputError).problem).toEqual(problem);
  });

  it('keeps the stack of an error of any other class', () => {
    expect(unpackError(packError(new RangeError('far off'))).message).toMatch(
      /RangeError: far off\n.*errorTransport/,
    );
  });
});
