import { NumericalError } from '../common/errors';

/**
 * What a code c stands for, with scale s and zero point z:
 * - uniform: s (c - z)
 * - powersOfTwo: 0 for 0, else the sign of c times s 2^(|c| - 1)
 * - binary: -s for 0, s for 1
 */
export type LevelLaw = 'uniform' | 'powersOfTwo' | 'binary';

/** The levels of a layer, one set for the whole tensor or one an output channel. */
export interface LevelTable {
  readonly law: LevelLaw;
  /** The code of the first value of each row */
  readonly lowestCode: number;
  /** One, or one an output channel */
  readonly scales: Float32Array;
  /** As many as scales */
  readonly zeroPoints: Int32Array;
  /** As many rows as scales: the values of the codes from the lowest up, in rising order. They hold to the bit. */
  readonly values: readonly Float32Array[];
}

/** A layer's weights as integers, and all that is needed to have the simulated weights back. */
export interface WeightCodes extends LevelTable {
  readonly layer: string;
  readonly method: string;
  readonly bits: number;
  /** The last axis are the output channels */
  readonly shape: readonly number[];
  readonly codes: Int8Array | Uint8Array;
}

/**
 * The levels of integers times a step: scale, zero point and as many codes as there are levels.
 * @param scales - one, or one an output channel
 */
export function uniformTable(
  scales: Float32Array,
  lowestCode: number,
  count: number,
  zeroPoints: Int32Array = new Int32Array(scales.length),
): LevelTable {
  const values = Array.from(scales, (scale, row) =>
    Float32Array.from({ length: count }, (_, index) => scale * (lowestCode + index - zeroPoints[row])),
  );
  return { law: 'uniform', lowestCode, scales, zeroPoints, values };
}

/** Whose weights they are, for the record and for messages. */
export type CodedLayer = Pick<WeightCodes, 'layer' | 'method' | 'bits' | 'shape'>;

/**
 * Writes simulated weights as codes of their levels.
 * @param table - undefined where some weights are still free
 * @throws NumericalError naming the layer when a weight is none of its levels
 */
export function encodeWeights(
  simulated: Float32Array,
  table: LevelTable | undefined,
  about: CodedLayer,
): WeightCodes {
  if (table === undefined) throw strayWeight(simulated, simulated[0], 0, about);
  const { values, lowestCode } = table;
  const highestCode = lowestCode + values[0].length - 1;
  const codes = highestCode > 127 ? new Uint8Array(simulated.length) : new Int8Array(simulated.length);
  for (let index = 0; index < simulated.length; index++) {
    const place = placeOf(simulated[index], values[index % values.length]);
    if (place < 0) throw strayWeight(simulated, simulated[index], values[0].length, about);
    codes[index] = lowestCode + place;
  }
  return { ...table, ...about, codes };
}

/** @returns the simulated weights, bit for bit but for the sign of zeros */
export function decodeWeights({ codes, values, lowestCode }: WeightCodes): Float32Array {
  return Float32Array.from(codes, (code, index) => values[index % values.length][code - lowestCode]);
}

/** @returns every value of a table once, in rising order */
export function valuesOf({ values }: LevelTable): number[] {
  return [...new Set(values.flatMap((row) => Array.from(row, (value) => value + 0)))].sort((a, b) => a - b);
}

/** @returns the place of a value in a rising row; -1 where it is not in it */
function placeOf(value: number, row: Float32Array): number {
  let [low, high] = [0, row.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (row[middle] < value) low = middle + 1;
    else high = middle;
  }
  return row[low] === value ? low : -1;
}

function strayWeight(
  simulated: Float32Array,
  stray: number,
  levels: number,
  { layer, method }: CodedLayer,
): NumericalError {
  const distinct = new Set(simulated.map((value) => value + 0)).size;
  return new NumericalError({
    field: layer,
    found: `the weight ${stray} (${distinct} distinct values)`,
    expected: `only the ${levels} levels of ${method}`,
    remedy: 'Finish the quantization schedule: INQ must end with all weights frozen.',
  });
}
