/** Seconds of the past that the rate is measured over: longer is steadier, shorter follows a change of speed. */
const windowSeconds = 30;

interface Sample {
  readonly seconds: number;
  readonly completed: number;
}

/** How fast a task goes, and when it will be done. */
export class ProgressEstimate {
  private readonly samples: Sample[];
  private readonly start: number;

  /**
   * @param total - units until it is done
   * @param clock - seconds since any fixed moment
   */
  constructor(
    readonly total: number,
    private readonly clock: () => number,
  ) {
    this.start = clock();
    this.samples = [{ seconds: this.start, completed: 0 }];
  }

  /** @param completed - units done so far */
  update(completed: number): void {
    const seconds = this.clock();
    this.samples.push({ seconds, completed });
    while (this.samples.length > 2 && this.samples[1].seconds < seconds - windowSeconds) this.samples.shift();
  }

  get completed(): number {
    return this.samples[this.samples.length - 1].completed;
  }

  /** Share done, 0 to 1; 1 where there is nothing to do */
  get share(): number {
    return this.total === 0 ? 1 : this.completed / this.total;
  }

  /** s */
  get elapsed(): number {
    return this.clock() - this.start;
  }

  /** Units a second over the last half minute; null before there is anything to measure */
  get rate(): number | null {
    const [first, last] = [this.samples[0], this.samples[this.samples.length - 1]];
    const span = last.seconds - first.seconds;
    return span > 0 && last.completed > first.completed ? (last.completed - first.completed) / span : null;
  }

  /** s; null before there is a rate */
  get remaining(): number | null {
    const { rate } = this;
    return rate === null ? null : Math.max(0, this.total - this.completed) / rate;
  }
}

/** @returns seconds of a clock that never goes back */
export function monotonicSeconds(): number {
  return performance.now() / 1000;
}
