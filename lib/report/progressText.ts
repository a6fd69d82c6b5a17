import { formatCount, formatDuration, formatNumber } from './numberFormat';
import type { ProgressEstimate } from './progressEstimate';

export type Figures = Readonly<Record<string, number | string>>;

/** @returns count, rate, time and figures of a task, in words: `1,200/4,000 steps, 22.1 steps/s, 2 min 7 s left, loss 0.31` */
export function progressText(
  estimate: ProgressEstimate,
  unit: string,
  figures: Figures,
  isDone: boolean,
): string {
  const { completed, total, rate, remaining, elapsed } = estimate;
  return [
    `${formatCount(completed)}/${formatCount(total)} ${unit}`,
    ...(rate === null ? [] : [`${formatNumber(isDone ? completed / elapsed : rate, 3)} ${unit}/s`]),
    isDone
      ? `took ${formatDuration(elapsed)}`
      : remaining === null
        ? ''
        : `${formatDuration(remaining)} left`,
    ...Object.entries(figures).map(([name, value]) => `${name} ${figureText(value)}`),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function figureText(value: number | string): string {
  return typeof value === 'number' ? formatNumber(value) : value;
}
