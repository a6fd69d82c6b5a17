import { ExportError } from '../../common/errors';
import { packCodes } from '../codePacking';
import type { OnnxType } from './onnxModel';

interface IntegerType {
  readonly type: OnnxType;
  readonly bits: number;
  readonly lowest: number;
  readonly highest: number;
  /** The first operator set whose DequantizeLinear takes it */
  readonly opset: number;
}

/** From narrow to wide. */
const integerTypes: readonly IntegerType[] = [
  { type: 'int2', bits: 2, lowest: -2, highest: 1, opset: 25 },
  { type: 'uint2', bits: 2, lowest: 0, highest: 3, opset: 25 },
  { type: 'int4', bits: 4, lowest: -8, highest: 7, opset: 21 },
  { type: 'uint4', bits: 4, lowest: 0, highest: 15, opset: 21 },
  { type: 'int8', bits: 8, lowest: -128, highest: 127, opset: 10 },
  { type: 'uint8', bits: 8, lowest: 0, highest: 255, opset: 10 },
  { type: 'int16', bits: 16, lowest: -32768, highest: 32767, opset: 21 },
];

/** @returns the narrowest type of an operator set that holds the integers of a range */
export function integerType(lowest: number, highest: number, opset: number): IntegerType {
  const found = integerTypes.find(
    (type) => type.opset <= opset && type.lowest <= lowest && highest <= type.highest,
  );
  if (found !== undefined) return found;
  throw new ExportError({
    field: `operator set ${opset}`,
    found: `integers from ${lowest} to ${highest}`,
    expected: 'a range that a type of the operator set holds',
    remedy: 'Quantize to 8 bits at most, or export as a packed file.',
  });
}

/** @returns integers in the bytes of a type */
export function integerBytes(values: ArrayLike<number>, { bits }: IntegerType): Uint8Array {
  if (bits === 16) return new Uint8Array(Int16Array.from(values).buffer);
  const mask = 2 ** bits - 1;
  const masked = new Uint8Array(values.length);
  for (let index = 0; index < values.length; index++) masked[index] = values[index] & mask;
  return packCodes(masked, 2 ** bits);
}
