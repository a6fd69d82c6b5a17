/*
 * The level sets of incremental network quantization (Zhou et al., "INQ", arXiv 1702.03044, section 2.1) and the
 * partition of its weights (section 2.2). n1, n2: largest and smallest exponent; b: bits.
 */
import { equallySpacedMagnitudes, leastSquaresScale } from './leastSquaresScale';

/** A set of values symmetric about zero: magnitudes in rising order. */
export interface SymmetricLevels {
  readonly magnitudes: readonly number[];
}

/** n1 = floor(log2(4 max|w| / 3)) and n2 = n1 + 1 - 2^(b-1) / 2 (equations 2 and 3). */
export function powerOfTwoExponents(
  weights: ArrayLike<number>,
  bits: number,
): { readonly largest: number; readonly smallest: number } {
  let maximum = 0;
  for (const weight of Array.from(weights)) maximum = Math.max(maximum, Math.abs(weight));
  const largest = Math.floor(Math.log2((4 * maximum) / 3));
  return { largest, smallest: largest + 1 - 2 ** (bits - 1) / 2 };
}

/** 0 and the powers of two from 2^n2 to 2^n1 (equation 1). */
export function powerOfTwoLevels(weights: ArrayLike<number>, bits: number): SymmetricLevels {
  const { largest, smallest } = powerOfTwoExponents(weights, bits);
  const powers = Array.from({ length: largest - smallest + 1 }, (_, index) => 2 ** (smallest + index));
  return { magnitudes: [0, ...powers] };
}

/** n equally spaced levels in [-s, s], s of least squared error: what MQAT's own code uses; 3 levels are ternary. */
export function linearLevels(weights: ArrayLike<number>, levels: number): SymmetricLevels {
  const { scale } = leastSquaresScale(weights, levels);
  return { magnitudes: equallySpacedMagnitudes(levels).map((share) => Math.fround(share * scale)) };
}

/** @returns the level nearest to the weight; half-way goes up in magnitude (equation 4) */
export function nearestLevel(weight: number, { magnitudes }: SymmetricLevels): number {
  const magnitude = Math.abs(weight);
  let chosen = 0;
  while (chosen + 1 < magnitudes.length && magnitude >= (magnitudes[chosen] + magnitudes[chosen + 1]) / 2)
    chosen++;
  return weight < 0 && magnitudes[chosen] > 0 ? -magnitudes[chosen] : magnitudes[chosen];
}

/** @returns every value of the set in rising order */
export function allLevels({ magnitudes }: SymmetricLevels): number[] {
  const negative = magnitudes.filter((magnitude) => magnitude > 0).map((magnitude) => -magnitude);
  return [...negative.reverse(), ...magnitudes];
}

/**
 * Chooses which weights to freeze next: of the free ones the largest in magnitude, until round(fraction N), halves to even, are
 * frozen.
 * @param frozen - 1 where a weight is frozen already
 * @returns the indices to freeze now, largest first; equal magnitudes by index
 */
export function nextPartition(
  weights: ArrayLike<number>,
  frozen: ArrayLike<number>,
  fraction: number,
): number[] {
  const free: number[] = [];
  for (let index = 0; index < weights.length; index++) if (frozen[index] === 0) free.push(index);
  const wanted = roundHalfToEven(fraction * weights.length) - (weights.length - free.length);
  return free
    .sort((a, b) => Math.abs(weights[b]) - Math.abs(weights[a]) || a - b)
    .slice(0, Math.max(0, wanted));
}

/** Rounds as IEEE 754 and the numerical libraries of Python do. */
export function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const isHalf = value - below === 0.5;
  return isHalf ? below + (below % 2) : Math.round(value);
}
