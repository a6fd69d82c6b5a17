import { NumericalError } from '../common/errors';

/** When to stop drawing probes. */
export interface TraceOptions {
  /** Half the interval over the estimate at which the estimate is good enough */
  readonly relativeError: number;
  /** Half-width of the interval in standard errors: 1.96 for 95 % */
  readonly standardErrors: number;
  readonly minimumProbes: number;
  readonly maximumProbes: number;
  readonly seed: number;
}

/** 95 % intervals of a tenth of the trace, from 10 to 500 probes. */
export const usualTraceOptions: TraceOptions = {
  relativeError: 0.1,
  standardErrors: 1.96,
  minimumProbes: 10,
  maximumProbes: 500,
  seed: 0,
};

/** A trace with what is known of its error. */
export interface TraceEstimate {
  readonly trace: number;
  readonly interval: { readonly low: number; readonly high: number };
  readonly probes: number;
  /** Whether the relative error asked for was reached before the probes ran out */
  readonly converged: boolean;
}

/** Sums over the probes so far. */
export interface ProbeSums {
  readonly sum: number;
  readonly squares: number;
}

/** The mean of independent draws of v^T H v with its interval (central limit theorem). */
export function estimateTrace(
  { sum, squares }: ProbeSums,
  probes: number,
  { standardErrors, relativeError, minimumProbes }: TraceOptions,
): TraceEstimate {
  const trace = sum / probes;
  const variance = Math.max(0, (squares - (sum * sum) / probes) / (probes - 1));
  const margin = standardErrors * Math.sqrt(variance / probes);
  const converged = probes >= Math.max(2, minimumProbes) && margin <= relativeError * Math.abs(trace);
  return { trace, interval: { low: trace - margin, high: trace + margin }, probes, converged };
}

/** @throws NumericalError naming the layer */
export function checkFiniteSensitivity(layer: string, value: number): void {
  if (Number.isFinite(value)) return;
  throw new NumericalError({
    field: layer,
    found: `a product with the Hessian of ${value}`,
    expected: 'a finite number',
    remedy: 'Look for a diverged training, or a batch that the loss is not defined on.',
  });
}
