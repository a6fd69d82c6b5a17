import { ExportError } from '../../common/errors';
import { callerLine } from '../../tensor/compiled/callerLine';
import type { RecordedOperation } from '../../tensor/compiled/recording';
import type { TracedValues } from './tracedValues';

/** Writes an operation into the graph of the values. */
export type Translation = (values: TracedValues, operation: RecordedOperation) => void;

/** @returns the value of an attribute of an operation */
export function attributeOf({ attributes }: RecordedOperation, name: string): unknown {
  return attributes.find((attribute) => attribute.name === name)?.value;
}

/** @returns the error of an operation that cannot be exported */
export function unsupported({ operation, origin }: RecordedOperation, reason: string): ExportError {
  return new ExportError({
    field: `operation ${operation}`,
    found: `${operation} with ${reason}, ${callerLine(origin)}`,
    expected: 'operations that have a translation to ONNX operators',
    remedy: 'Add its translation to lib/export/onnx/translation.ts, or export as a packed file.',
  });
}
