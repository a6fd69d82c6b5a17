import { EnvironmentError } from '../../common/errors';
import { callerLine } from './callerLine';
import type { Recording } from './recording';

/**
 * Checks that two recordings of a step, made with different inputs, are the same program: the same operations on the same
 * values, and the same constants. What differs was computed in JavaScript and would be frozen in the graph.
 * @throws EnvironmentError naming the operation or constant that differs and the line it comes from
 */
export function checkSameProgram(first: Recording, second: Recording): void {
  const count = Math.max(first.operations.length, second.operations.length);
  for (let index = 0; index < count; index++) {
    const [a, b] = [first.operations[index], second.operations[index]];
    if (a === undefined || b === undefined || describe(a) !== describe(b)) {
      const origin = (b ?? a).origin;
      throw difference(
        `operation ${index}`,
        `${a?.operation ?? 'nothing'} in one run and ${b?.operation ?? 'nothing'} in the other, or other inputs or attributes, ${callerLine(origin)}`,
      );
    }
  }
  for (const [index, constant] of first.constants.entries()) {
    const other = second.constants[index];
    if (!sameNumbers(constant.values, other.values)) {
      throw difference(
        constant.name,
        `a constant of ${constant.origin.message} that changes from run to run, ${callerLine(constant.origin)}`,
      );
    }
  }
}

function describe({ operation, attributes, inputs }: Recording['operations'][number]): string {
  return JSON.stringify([operation, attributes, inputs]);
}

function sameNumbers(first: ArrayLike<number>, second: ArrayLike<number>): boolean {
  if (first.length !== second.length) return false;
  for (let index = 0; index < first.length; index++) {
    if (!Object.is(first[index], second[index])) return false;
  }
  return true;
}

function difference(field: string, found: string): EnvironmentError {
  return new EnvironmentError({
    field: `compiled step, ${field}`,
    found,
    expected: 'the same program whatever the inputs are',
    remedy: 'Hand rates, counters, masks and random draws in as inputs or variables, and keep shapes fixed.',
  });
}
