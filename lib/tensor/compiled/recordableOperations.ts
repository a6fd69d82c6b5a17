import { EnvironmentError } from '../../common/errors';
import { callerLine } from './callerLine';

/** Why an operation has no place in a graph that must do what the step does. */
const reasons: Readonly<Record<string, string>> = {
  ...everyOne(
    ['Where', 'UniqueV2', 'NonMaxSuppressionV3', 'NonMaxSuppressionV4', 'NonMaxSuppressionV5'],
    'whose output has a shape that depends on the data',
  ),
  ...everyOne(
    ['Multinomial', 'RandomUniform', 'RandomStandardNormal', 'TruncatedNormal'],
    'which draws at random',
  ),
};

/**
 * Refuses operations that cannot be replayed from a graph.
 * @throws EnvironmentError naming the operation and the line
 */
export function checkRecordable(operation: string): void {
  const reason = reasons[operation] as string | undefined;
  if (reason === undefined) return;
  throw new EnvironmentError({
    field: 'compiled step',
    found: `the operation ${operation}, ${reason}, ${callerLine(new Error())}`,
    expected: 'operations of fixed shapes without chance',
    remedy: 'Hand random draws in as inputs, and use masks of fixed shape in place of selections.',
  });
}

function everyOne(operations: readonly string[], reason: string): Record<string, string> {
  return Object.fromEntries(operations.map((operation) => [operation, reason]));
}
