import { quantile } from '../../lib/metrics/statistics';

/** Median and quartiles of samples. */
export interface Spread {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** @returns median and quartiles, interpolated linearly between samples */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => quantile(sorted, share);
  return { median: at(0.5), lower: at(0.25), upper: at(0.75) };
}
