/*
 * The trace of a layer's Hessian by Hutchinson's estimator, as in HAWQ-V2 (Dong et al., arXiv 1911.03852, section 3.1):
 * E[v^T H v] = tr H for v of independent signs.
 */
import { NumericalError } from '../common/errors';
import { Random } from '../common/random';
import { tf } from '../tensor/engine';
import { hessianVectorProduct, type LossFunction } from './hessianVectorProduct';

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

/** A trace with what is known of its error. */
export interface TraceEstimate {
  readonly trace: number;
  readonly interval: { readonly low: number; readonly high: number };
  readonly probes: number;
  /** Whether the relative error asked for was reached before the probes ran out */
  readonly converged: boolean;
}

/** 95 % intervals of a tenth of the trace, from 10 to 500 probes. */
export const usualTraceOptions: TraceOptions = {
  relativeError: 0.1,
  standardErrors: 1.96,
  minimumProbes: 10,
  maximumProbes: 500,
  seed: 0,
};

/**
 * Estimates the trace of the Hessian with respect to one variable.
 * @param name - of the layer, for errors
 * @throws NumericalError naming the layer when a product is not finite
 */
export function hessianTrace(
  loss: LossFunction,
  variable: tf.Variable,
  name: string,
  options: TraceOptions = usualTraceOptions,
): TraceEstimate {
  const random = Random.derive(options.seed, 'hessian trace', name);
  let [sum, sumOfSquares, probes] = [0, 0, 0];
  for (;;) {
    const value = quadraticForm(loss, variable, random);
    if (!Number.isFinite(value)) throw notFinite(name, value);
    sum += value;
    sumOfSquares += value * value;
    probes++;
    if (probes < Math.max(2, options.minimumProbes)) continue;
    const trace = sum / probes;
    const variance = Math.max(0, (sumOfSquares - (sum * sum) / probes) / (probes - 1));
    const margin = options.standardErrors * Math.sqrt(variance / probes);
    const converged = margin <= options.relativeError * Math.abs(trace);
    if (converged || probes >= options.maximumProbes) {
      return { trace, interval: { low: trace - margin, high: trace + margin }, probes, converged };
    }
  }
}

/** v^T H v for a new v of random signs. */
function quadraticForm(loss: LossFunction, variable: tf.Variable, random: Random): number {
  return tf.tidy(() => {
    const signs = Float32Array.from({ length: variable.size }, () => (random.uniform() < 0.5 ? -1 : 1));
    const probe = tf.tensor(signs, variable.shape);
    return tf.sum(tf.mul(probe, hessianVectorProduct(loss, variable, probe))).dataSync()[0];
  });
}

function notFinite(name: string, value: number): NumericalError {
  return new NumericalError({
    field: name,
    found: `a product with the Hessian of ${value}`,
    expected: 'a finite number',
    remedy: 'Look for a diverged training, or a batch that the loss is not defined on.',
  });
}
