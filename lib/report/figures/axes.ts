import { ConfigurationError } from '../../common/errors';
import type { Axis } from './figure';
import { formatNumber } from '../numberFormat';

/** What an axis measures. */
export interface Quantity {
  readonly name: string;
  /** `%`, `mm`, `m`; none for a count or a ratio */
  readonly unit?: string;
  readonly scale?: 'linear' | 'logarithmic';
  /** In data units; from the data where it is missing */
  readonly range?: readonly [number, number];
}

/** Ticks of any logarithmic axis: 1, 2 and 5 times each power of ten. Only those on the axis are drawn. */
const decimalTicks = Array.from({ length: 12 }, (_, power) =>
  [1, 2, 5].map((digit) => Number(`${digit}e${power - 5}`)),
).flat();

/** Powers of ten on an axis up to which there is room for ticks between them. */
const widePowers = 3;

/** Ticks of a logarithmic axis of compression: the factors that the paper's figures use. */
const compressionFactors = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 32];

/** @returns the axis of a quantity, titled with its unit */
export function quantityAxis(quantity: Quantity): Axis {
  const text = quantity.unit === undefined ? quantity.name : `${quantity.name} (${quantity.unit})`;
  const title = { text, standoff: 12 };
  const { range, scale } = quantity;
  if (scale !== 'logarithmic') return { title, ...(range && { range }) };
  return { title, type: 'log', ...logarithmicTicks(range), ...(range && { range: logarithmicRange(range) }) };
}

/** Powers of ten alone where the axis is known to span more than a few of them. */
function logarithmicTicks(range: Quantity['range']): Pick<Axis, 'tickvals' | 'ticktext'> {
  if (range === undefined || !(range[1] / range[0] > 10 ** widePowers)) {
    return { tickvals: decimalTicks, ticktext: decimalTicks.map((tick) => formatNumber(tick)) };
  }
  const [first, last] = [Math.ceil(Math.log10(range[0])), Math.floor(Math.log10(range[1]))];
  const powers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return {
    tickvals: powers.map((power) => Number(`1e${power}`)),
    ticktext: powers.map((power) => `10<sup>${String(power).replace('-', '−')}</sup>`),
  };
}

/**
 * The axis of the compression factor: full-precision size over quantized size, logarithmic.
 * @param factors - the factors that will be drawn; the axis spans them with a margin
 * @throws ConfigurationError when a factor is not a positive number
 */
export function compressionAxis(factors: readonly number[]): Axis {
  if (factors.length === 0) return compressionAxis([1, 16]);
  const low = Math.min(...factors) / 1.15;
  const high = Math.max(...factors) * 1.15;
  const ticks = compressionFactors.filter((factor) => factor >= low && factor <= high);
  return {
    title: { text: 'Compression (full-precision size ÷ quantized size)', standoff: 12 },
    type: 'log',
    range: logarithmicRange([low, high]),
    tickvals: ticks,
    ticktext: ticks.map((factor) => `${factor}×`),
  };
}

function logarithmicRange(range: readonly [number, number]): [number, number] {
  for (const bound of range) {
    if (!(bound > 0 && Number.isFinite(bound))) {
      throw new ConfigurationError({
        field: 'range of a logarithmic axis',
        found: String(bound),
        expected: 'a positive number',
        remedy: 'Leave values of zero and below out, or use a linear axis.',
      });
    }
  }
  return [Math.log10(range[0]), Math.log10(range[1])];
}
