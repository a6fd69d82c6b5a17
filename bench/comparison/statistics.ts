/** Median and quartiles of samples. */
export interface Spread {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** @returns median and quartiles, interpolated linearly between samples */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => {
    const position = share * (sorted.length - 1);
    const low = Math.floor(position);
    const high = Math.ceil(position);
    return sorted[low] + (position - low) * (sorted[high] - sorted[low]);
  };
  return { median: at(0.5), lower: at(0.25), upper: at(0.75) };
}
