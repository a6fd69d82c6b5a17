import { expect, it } from 'vitest';
import { formatDuration, formatNumber } from './numberFormat';

it.each([
  [0.031214, '0.03121'],
  [83.8, '83.8'],
  [-12345.6, '−12,346'],
  [0, '0'],
  [1.5e-7, '1.500e−7'],
  [Number.NaN, 'not a number'],
])('writes %d as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

it.each([
  [0.312, '0.31 s'],
  [12.4, '12 s'],
  [127, '2 min 7 s'],
  [12000, '3 h 20 min'],
])('writes %d seconds as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
