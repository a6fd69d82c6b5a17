import { describe, expect, it } from 'vitest';
import { ConfigurationError, NumericalError } from '../../common/errors';
import { Random } from '../../common/random';
import { dyadicNumber, rescaleAccumulators, type DyadicNumber } from './dyadicRescaling';

/** A fraction of whole numbers, the lower one positive. */
type Rational = readonly [bigint, bigint];

/** A number as the fraction that it is, to the last bit. */
function exact(value: number): Rational {
  let [numerator, exponent] = [value, 0];
  for (; !Number.isInteger(numerator); exponent++) numerator *= 2;
  return [BigInt(numerator), 2n ** BigInt(exponent)];
}
const magnitude = (value: bigint) => (value < 0n ? -value : value);
const times = ([a, b]: Rational, [c, d]: Rational): Rational => [a * c, b * d];
const plus = ([a, b]: Rational, [c, d]: Rational): Rational => [a * d + c * b, b * d];
const distance = ([a, b]: Rational, [c, d]: Rational): Rational => [magnitude(a * d - c * b), b * d];
const atMost = ([a, b]: Rational, [c, d]: Rational) => a * d <= c * b;
const fractionOf = ({ numerator, shift }: DyadicNumber): Rational => [BigInt(numerator), 2n ** BigInt(shift)];
/** Largest whole number that is not above: division of whole numbers cuts towards zero instead. */
const floor = ([a, b]: Rational) => (a < 0n && a % b !== 0n ? a / b - 1n : a / b);

const everything = { lowest: -(2 ** 31), highest: 2 ** 31 - 1 };

describe('a dyadic number', () => {
  it('is the nearest one, within its bound, for 10,000 scales', () => {
    for (let trial = 0; trial < 10_000; trial++) {
      const random = Random.derive(1, 'scale', trial);
      const bits = trial % 3 === 0 ? 31 : 1 + random.integer(31);
      const value = 2 ** random.uniform(bits - 1 - 62, bits - 1);
      const found = dyadicNumber(value, bits);
      const { numerator, shift } = found;
      if (!(numerator >= 2 ** (bits - 1) && numerator < 2 ** bits && shift >= 0 && shift <= 62))
        expect.fail(`${value}: ${numerator} / 2^${shift} with ${bits} bits`);
      const x = exact(value);
      const off = distance(fractionOf(found), x);
      const bound = times(x, [1n, 2n ** BigInt(bits)]);
      if (!atMost(off, bound)) expect.fail(`${value} is off by more than 2^-${bits} of itself`);
      for (const other of [numerator - 1, numerator + 1]) {
        if (!atMost(off, distance(fractionOf({ numerator: other, shift }), x)))
          expect.fail(`${value}: ${other} / 2^${shift} is nearer`);
      }
    }
  });

  it.each([1, 2, 0.5, 3, 2 ** -32, 2 ** 30])('of %d is that number itself', (value) => {
    expect(
      fractionOf(dyadicNumber(value))
        .map(Number)
        .reduce((b, c) => b / c),
    ).toBe(value);
  });

  it.each([
    [2 ** 5 - 2 ** -10, 5],
    [0, 31],
    [-1, 31],
    [NaN, 31],
    [Infinity, 31],
    [2 ** 31, 31],
    [1e-10, 31],
    [5e-324, 31],
    [1, 32],
    [1, 0],
    [1, 8.5],
  ])('of %d in %d bits is refused', (value, bits) => {
    expect(() => dyadicNumber(value, bits)).toThrow(ConfigurationError);
  });
});

describe('rescaled accumulators', () => {
  it('are the exact products rounded with halves up, within the bound of the real scale', () => {
    for (let trial = 0; trial < 500; trial++) {
      const random = Random.derive(2, 'rescaling', trial);
      const bits = trial % 4 < 2 ? 31 : 4 + random.integer(27);
      const scale = 2 ** random.uniform(bits - 63, Math.min(bits - 1, trial % 2 === 0 ? 0 : 20));
      const dyadic = dyadicNumber(scale, bits);
      const x = exact(scale);
      const reach = Math.min(2 ** 31, (2 ** 31 * dyadic.numerator ** -1 * 2 ** dyadic.shift) / 1.01);
      const accumulators = Int32Array.from({ length: 20 }, () => Math.trunc(random.uniform(-reach, reach)));
      const rescaled = rescaleAccumulators(accumulators, dyadic, everything);
      for (const [place, accumulator] of accumulators.entries()) {
        const q = [BigInt(accumulator), 1n] as const;
        const product = times(q, fractionOf(dyadic));
        const found = BigInt(rescaled[place]);
        if (found !== floor(plus(product, [1n, 2n])))
          expect.fail(`${accumulator} x ${dyadic.numerator} / 2^${dyadic.shift} became ${found}`);
        const bound = plus([1n, 2n], times([magnitude(q[0]), 2n ** BigInt(bits)], x));
        expect(atMost(distance([found, 1n], times(q, x)), bound)).toBe(true);
      }
    }
  });

  it('round halves up on both sides of zero', () => {
    const half = dyadicNumber(0.5);
    expect([...rescaleAccumulators([-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5], half, everything)]).toEqual([
      -2, -2, -1, -1, 0, 0, 1, 1, 2, 2, 3,
    ]);
    const eighth = { numerator: 1, shift: 3 };
    expect([...rescaleAccumulators([-13, -12, -11, -4, -5, 4, 3], eighth, everything)]).toEqual([
      -2, -1, -1, 0, -1, 1, 0,
    ]);
  });

  it('end where codes do, and keep to 64 bits at the extremes', () => {
    const extremes = [-(2 ** 31), 2 ** 31 - 1];
    const codes = { lowest: -128, highest: 127 };
    const largest = { numerator: 2 ** 31 - 1, shift: 0 };
    expect([...rescaleAccumulators(extremes, largest, codes)]).toEqual([-128, 127]);
    expect([...rescaleAccumulators(extremes, largest, everything)]).toEqual(extremes);
    const smallest = { numerator: 2 ** 31 - 1, shift: 62 };
    expect([...rescaleAccumulators(extremes, smallest, codes)]).toEqual([-1, 1]);
    for (const accumulator of extremes) {
      const rounded = BigInt(accumulator) * BigInt(largest.numerator) + 2n ** 61n;
      expect(BigInt.asIntN(64, rounded)).toBe(rounded);
    }
  });

  it('are refused where an accumulator has overflowed or a product could', () => {
    const one = dyadicNumber(1);
    for (const bad of [2 ** 31, -(2 ** 31) - 1, 0.5, NaN, Infinity]) {
      expect(() => rescaleAccumulators([0, bad], one, everything)).toThrow(NumericalError);
      expect(() => rescaleAccumulators([0, bad], one, everything)).toThrow(/^accumulator 1: /);
    }
    for (const dyadic of [
      { numerator: 2 ** 31, shift: 1 },
      { numerator: 0, shift: 1 },
      { numerator: 1.5, shift: 1 },
      { numerator: 1, shift: -1 },
      { numerator: 1, shift: 63 },
    ])
      expect(() => rescaleAccumulators([1], dyadic, everything)).toThrow(ConfigurationError);
    for (const [lowest, highest] of [
      [1, 0],
      [0, 2 ** 31],
      [0.5, 1],
    ])
      expect(() => rescaleAccumulators([1], one, { lowest, highest })).toThrow(ConfigurationError);
  });
});
