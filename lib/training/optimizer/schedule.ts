/** How the learning rate moves over a run. */
export type RateSchedule =
  | { readonly kind: 'constant' }
  /** Half a cosine from the base rate to zero */
  | { readonly kind: 'cosine' }
  /** Multiplied by `factor` at each of the shares of the run */
  | { readonly kind: 'steps'; readonly at: readonly number[]; readonly factor: number };

/** The learning rate of a run. */
export interface LearningRate {
  readonly base: number;
  readonly schedule: RateSchedule;
  /** Steps over which the rate rises linearly from near zero */
  readonly warmupSteps: number;
  /** Shares of the run at which the schedule starts anew (INQ raises the rate at each of its steps); [] for never */
  readonly restarts: readonly number[];
}

/**
 * @param step - from 0
 * @param steps - of the whole run
 * @returns the learning rate of the step
 */
export function learningRateAt(
  step: number,
  steps: number,
  { base, schedule, warmupSteps, restarts }: LearningRate,
): number {
  const starts = [0, ...restarts.map((share) => Math.round(share * steps)), steps];
  const phase = starts.findLastIndex((start, index) => index < starts.length - 1 && step >= start);
  const progress = (step - starts[phase]) / (starts[phase + 1] - starts[phase]);
  const warmup = warmupSteps === 0 ? 1 : Math.min(1, (step + 1) / warmupSteps);
  return base * warmup * factorAt(progress, schedule);
}

function factorAt(progress: number, schedule: RateSchedule): number {
  switch (schedule.kind) {
    case 'constant':
      return 1;
    case 'cosine':
      return 0.5 * (1 + Math.cos(Math.PI * progress));
    case 'steps':
      return schedule.factor ** schedule.at.filter((share) => progress >= share).length;
  }
}
