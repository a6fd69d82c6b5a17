import { describe, expect, it } from 'vitest';
import { matchedShares, matchedTruths } from './matching';

describe('matching', () => {
  it('lets the surer estimate choose first, and each truth be matched once', () => {
    const errors = [
      [0.3, 0.2],
      [0.4, 0.1],
    ];
    expect(matchedTruths(errors, 0.5)).toEqual([true, true]);
    expect(matchedTruths(errors, 0.35)).toEqual([false, true]);
    expect(matchedTruths([[0.1], [0.05]], 0.5)).toEqual([true]);
  });

  it('wants errors below the threshold: not on it, and numbers', () => {
    expect(matchedTruths([[0.5]], 0.5)).toEqual([false]);
    expect(matchedTruths([[NaN, Infinity]], 0.5)).toEqual([false, false]);
  });

  it('averages over thresholds, and misses what has no estimate', () => {
    expect(matchedShares([[0.12]], 1, [0.1, 0.2, 0.3, 0.4])).toEqual([0.75]);
    expect(matchedShares([], 2, [0.1])).toEqual([0, 0]);
  });
});
