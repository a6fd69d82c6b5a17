/*
 * HAWQ-V3 (Yao et al., arXiv 2011.10680), section 3.1: the accumulator q_a of a layer becomes the next layer's input
 * q_o = Int(q_a S_w S_h / S_o) without a division or a floating-point number, by DN(S_w S_h / S_o) = b / 2^c (equations 5
 * and 6): one integer product and one shift.
 */
import { ConfigurationError } from '../common/errors';

/** A dyadic number, b / 2^c. */
export interface DyadicNumber {
  /** b, of as many bits as were asked for */
  readonly numerator: number;
  /** c, the shift */
  readonly shift: number;
}

/** Bits of b where they are not given; the product with a 32-bit accumulator then fits 64 bits. */
const usualBits = 31;

/**
 * DN(x): the nearest b / 2^c with b from 2^(bits-1) to 2^bits - 1, so that |b / 2^c - x| is at most 2^-bits x.
 * @param value - positive, such as S_w S_h / S_o
 * @throws ConfigurationError when the value has no such number
 */
export function dyadicNumber(value: number, bits = usualBits): DyadicNumber {
  if (!(value > 0 && Number.isFinite(value))) throw notDyadic(value, 'a positive, finite scale');
  let shift = bits - 1 - Math.floor(Math.log2(value));
  let numerator = Math.round(value * 2 ** shift);
  if (numerator >= 2 ** bits || numerator < 2 ** (bits - 1)) {
    shift += numerator < 2 ** (bits - 1) ? 1 : -1;
    numerator = Math.round(value * 2 ** shift);
  }
  if (shift < 0) throw notDyadic(value, `a scale below 2^${bits}`);
  return { numerator, shift };
}

/** Where codes end. */
export interface CodeRange {
  readonly lowest: number;
  readonly highest: number;
}

/**
 * q_o = clip(round(q_a b / 2^c), lowest, highest), halves up, in integers of 64 bits.
 *
 * Against the product with the real scale x it is off by at most half a code and |q_a| x 2^-bits.
 * @param accumulators - q_a, whole numbers
 */
export function rescaleAccumulators(
  accumulators: Int32Array,
  { numerator, shift }: DyadicNumber,
  { lowest, highest }: CodeRange,
): Int32Array {
  const [factor, by] = [BigInt(numerator), BigInt(shift)];
  const half = shift > 0 ? 1n << (by - 1n) : 0n;
  return Int32Array.from(accumulators, (accumulator) => {
    const rescaled = Number((BigInt(accumulator) * factor + half) >> by);
    return Math.min(Math.max(rescaled, lowest), highest);
  });
}

function notDyadic(value: number, expected: string): ConfigurationError {
  return new ConfigurationError({
    field: 'dyadic number',
    found: String(value),
    expected,
    remedy: 'Check the scales of the weights, the input and the output of the layer.',
  });
}
