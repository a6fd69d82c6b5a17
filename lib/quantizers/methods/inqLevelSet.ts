/*
 * The two level sets of INQ, each fixed by one number that is kept with a checkpoint: the largest magnitude.
 */
import { NumericalError } from '../../common/errors';
import { linearLevels, powerOfTwoLevels, type SymmetricLevels } from './inqLevels';
import type { LevelTable } from '../weightCodes';

/** A set of levels for every width. */
export interface InqLevelSet {
  /** @returns the largest magnitude that suits the weights; 0 or NaN where none does */
  top(weights: Float32Array, bits: number): number;
  /** @returns the levels up to a largest magnitude */
  levels(top: number, bits: number): SymmetricLevels;
  table(top: number, bits: number): LevelTable;
}

/** 2^b - 1 equally spaced levels of least squared error; 1 bit is binary, without zero. */
export const linearSet: InqLevelSet = {
  top: (weights, bits) => last(linearLevels(weights, bits === 1 ? 2 : 2 ** bits - 1).magnitudes),
  levels(top, bits) {
    if (bits === 1) return { magnitudes: [top] };
    const half = 2 ** (bits - 1) - 1;
    const magnitudes = Array.from({ length: half + 1 }, (_, index) => Math.fround((top * index) / half));
    return { magnitudes };
  },
  table: (top, bits) =>
    bits === 1
      ? binaryTable(top)
      : tableOf('uniform', top / (2 ** (bits - 1) - 1), linearSet.levels(top, bits)),
};

/** 0 and powers of two, 2^n2 to 2^n1 (equations 1 to 3): one level less than there are codes at 2 bits, half of them at 8. */
export const powerOfTwoSet: InqLevelSet = {
  top: (weights, bits) =>
    weights.some((weight) => weight !== 0) ? last(powerOfTwoLevels(weights, bits).magnitudes) : 0,
  levels(top, bits) {
    const count = 2 ** (bits - 2);
    const powers = Array.from({ length: count }, (_, index) => top * 2 ** (index + 1 - count));
    return { magnitudes: [0, ...powers] };
  },
  table: (top, bits) =>
    tableOf('powersOfTwo', top * 2 ** (1 - 2 ** (bits - 2)), powerOfTwoSet.levels(top, bits)),
};

/**
 * @returns the largest magnitude of a layer's levels
 * @throws NumericalError when the levels would leave float32
 */
export function topLevel(set: InqLevelSet, layer: string, weights: Float32Array, bits: number): number {
  const top = set.top(weights, bits);
  const { magnitudes } = set.levels(top, bits);
  const smallest = Number.isFinite(top) ? (magnitudes.find((magnitude) => magnitude > 0) ?? NaN) : NaN;
  if (smallest >= 2 ** -126 && Number.isFinite(Math.fround(top))) return top;
  throw new NumericalError({
    field: layer,
    found: `a largest level of ${top}`,
    expected: 'finite weights that are not all zero, with levels that float32 holds',
    remedy: 'Start from a trained checkpoint, or look for a diverged training.',
  });
}

function tableOf(law: LevelTable['law'], scale: number, { magnitudes }: SymmetricLevels): LevelTable {
  const negative = magnitudes.slice(1).reverse();
  return {
    law,
    lowestCode: 1 - magnitudes.length,
    scales: Float32Array.of(scale),
    zeroPoints: new Int32Array(1),
    values: [Float32Array.from([...negative.map((magnitude) => -magnitude), ...magnitudes])],
  };
}

function binaryTable(top: number): LevelTable {
  return {
    ...{ law: 'binary', lowestCode: 0, scales: Float32Array.of(top), zeroPoints: new Int32Array(1) },
    values: [Float32Array.of(-top, top)],
  };
}

function last(values: readonly number[]): number {
  return values[values.length - 1];
}
