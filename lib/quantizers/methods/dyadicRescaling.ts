/*
 * HAWQ-V3 (Yao et al., arXiv 2011.10680), section 3.1: the accumulator q_a of a layer becomes the next layer's input
 * q_o = Int(q_a S_w S_h / S_o) without a division or a floating-point number, by DN(S_w S_h / S_o) = b / 2^c (equations 5
 * and 6): one integer product and one shift.
 */
import { ConfigurationError, NumericalError } from '../../common/errors';

/** A dyadic number, b / 2^c. */
export interface DyadicNumber {
  /** b, of as many bits as were asked for */
  readonly numerator: number;
  /** c, the shift */
  readonly shift: number;
}

/** Most bits of b, and the most that c shifts by: the product with a 32-bit accumulator, rounded, then fits 64 bits. */
const [mostBits, largestShift] = [31, 62];

/**
 * DN(x): the nearest b / 2^c with b from 2^(bits-1) to 2^bits - 1, so that |b / 2^c - x| is at most 2^-bits x.
 * @param value - positive, such as S_w S_h / S_o
 * @param bits - of b, 1 to 31
 * @throws ConfigurationError when the value has no such number with c from 0 to 62
 */
export function dyadicNumber(value: number, bits = mostBits): DyadicNumber {
  if (!(Number.isInteger(bits) && bits >= 1 && bits <= mostBits))
    throw notDyadic(`${bits} bits`, `1 to ${mostBits}, so that products fit 64 bits`);
  const [low, high] = [2 ** (bits - 1 - largestShift), 2 ** bits];
  if (!(value >= low && value < high))
    throw notDyadic(String(value), `a scale from ${low} to less than ${high}`);
  let shift = bits - 1 - Math.floor(Math.log2(value));
  let numerator = Math.round(value * 2 ** shift);
  if (numerator >= 2 ** bits || numerator < 2 ** (bits - 1)) {
    shift += numerator < 2 ** (bits - 1) ? 1 : -1;
    numerator = Math.round(value * 2 ** shift);
  }
  if (shift < 0) throw notDyadic(String(value), `a scale that rounds to less than ${high}`);
  return { numerator, shift };
}

/** Where codes end: whole numbers of 32 bits. */
export interface CodeRange {
  readonly lowest: number;
  readonly highest: number;
}

/**
 * q_o = clip(round(q_a b / 2^c), lowest, highest), halves up, in integers of 64 bits.
 *
 * Against the product with the real scale x it is off by at most half a code and |q_a| x 2^-bits, before it is clipped.
 * @param accumulators - q_a, whole numbers of 32 bits
 * @throws NumericalError naming the place of an accumulator that is none
 * @throws ConfigurationError when products could leave 64 bits, or the codes have no range
 */
export function rescaleAccumulators(
  accumulators: ArrayLike<number>,
  { numerator, shift }: DyadicNumber,
  { lowest, highest }: CodeRange,
): Int32Array {
  const fits = isWhole(numerator, 1, 2 ** mostBits - 1) && isWhole(shift, 0, largestShift);
  if (!fits)
    throw notDyadic(
      `${numerator} / 2^${shift}`,
      `at most ${2 ** mostBits - 1} over 2^0 to 2^${largestShift}`,
    );
  if (!(isInteger32(lowest) && isInteger32(highest) && lowest <= highest))
    throw notDyadic(`codes from ${lowest} to ${highest}`, 'a range of whole numbers of 32 bits');
  checkAccumulators(accumulators);
  const [factor, by] = [BigInt(numerator), BigInt(shift)];
  const half = shift > 0 ? 1n << (by - 1n) : 0n;
  return Int32Array.from(accumulators, (accumulator) => {
    const rescaled = Number((BigInt(accumulator) * factor + half) >> by);
    return Math.min(Math.max(rescaled, lowest), highest);
  });
}

function isWhole(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

function isInteger32(value: number): boolean {
  return isWhole(value, -(2 ** 31), 2 ** 31 - 1);
}

function checkAccumulators(accumulators: ArrayLike<number>): void {
  for (let place = 0; place < accumulators.length; place++) {
    if (isInteger32(accumulators[place])) continue;
    throw new NumericalError({
      field: `accumulator ${place}`,
      found: String(accumulators[place]),
      expected: 'a whole number of 32 bits',
      remedy: 'Use narrower codes, or a layer with fewer products a sum.',
    });
  }
}

function notDyadic(found: string, expected: string): ConfigurationError {
  return new ConfigurationError({
    field: 'dyadic number',
    found,
    expected,
    remedy: 'Check the scales of the weights, the input and the output of the layer.',
  });
}
