import { describe, expect, it } from 'vitest';
import { InfeasibleAllocationError } from '../../allocation/infeasibleAllocation';
import * as errors from '../../common/errors';
import { packError, unpackError, type TransportedError } from './errorTransport';

const fault: errors.NumericalFault = {
  ...{ kind: 'loss that is not finite', step: 3, place: 'head.conv', value: 'NaN' },
  checkpoint: { file: 'checkpoint', step: 2 },
};
const problem = { run: 'r', file: 'a.json', field: 'b', found: 'c', expected: 'd', remedy: 'Do e.', fault };
const classes = Object.values(errors);

/** What a process receives of an error that another sent. */
function sent(error: unknown): Error {
  return unpackError(JSON.parse(JSON.stringify(packError(error))) as TransportedError);
}

describe('errors between processes', () => {
  it.each(classes)('$name keeps its class, its fields and where it happened', (ErrorClass) => {
    const error = new ErrorClass(problem);
    const received = sent(error);
    expect(received).toBeInstanceOf(ErrorClass);
    expect(received).toMatchObject({ name: error.name, message: error.message, stack: error.stack, problem });
  });

  it('leave out what is not there', () => {
    const { found, expected, remedy } = problem;
    expect(sent(new errors.ResultsError({ found, expected, remedy }))).toMatchObject({
      message: 'found c; expected d. Do e.',
      problem: { found, expected, remedy },
    });
  });

  it('one that is made of something else arrives as bad input, with its name and fields', () => {
    const modules = [{ name: 'all', options: [{ bits: 2, importance: 0, costs: [20] }] }];
    const error = new InfeasibleAllocationError({
      modules,
      budgets: [{ name: 'size', unit: 'bits', limit: 10 }],
    });
    const received = sent(error);
    expect(received).toBeInstanceOf(errors.InputError);
    expect(received).toMatchObject({ name: error.name, message: error.message, problem: error.problem });
  });

  it('an error of any other class keeps name, message and stack', () => {
    const error = new RangeError('far off');
    const { name, message, stack } = sent(error);
    expect({ name, message, stack }).toEqual({ name: 'RangeError', message: 'far off', stack: error.stack });
  });

  it('what is no error at all becomes one', () => {
    expect(sent('out of luck').message).toBe('out of luck');
  });
});
