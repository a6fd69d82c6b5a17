import type { Metric } from '../../experiments/store/storedRun';
import type { Measured } from './paperComparison';

/** @returns a value with its interval, one digit after the point: `83.8 (81.2 to 86.1)` */
export function measuredText({ value, low, high }: Measured): string {
  return `${fixed(value)} (${fixed(low)} to ${fixed(high)})`;
}

/** @returns a difference with its interval, each with its sign: `+5.0 (+2.8 to +7.3)` */
export function differenceText({ value, low, high }: Measured): string {
  return `${signed(value)} (${signed(low)} to ${signed(high)})`;
}

/** @returns one digit after the point and the sign, such as `+5.0`, `−0.3`, `0.0` */
export function signed(value: number): string {
  const text = fixed(value);
  return value > 0 && text !== '0.0' ? `+${text}` : text;
}

function fixed(value: number): string {
  const text = value.toFixed(1);
  return text === '-0.0' ? '0.0' : text.replace('-', '−');
}

/** @returns a share in percent, with its interval if it has one: `83.8 (81.2 to 86.1)` or `83.8` */
export function percentText({ value, interval }: Metric): string {
  const percent = (share: number) => 100 * share;
  if (interval === undefined) return percent(value).toFixed(1);
  return measuredText({ value: percent(value), low: percent(interval.low), high: percent(interval.high) });
}
