/*
 * The trace of each layer's Hessian by Hutchinson's estimator, as in HAWQ-V2 (Dong et al., arXiv 1911.03852, section 3.1):
 * E[v^T H v] = tr H for v of independent signs. Here v is drawn for all layers at once: with independent v_l the expectation
 * of v_l^T (H v)_l is the trace of layer l's own block, so one product serves all layers.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ConfigurationError } from '../common/errors';
import { Random } from '../common/random';
import { tf } from '../tensor/engine';
import type { Differentiation, HessianProducts } from './hessianProducts';
import {
  checkFiniteSensitivity,
  estimateTrace,
  usualTraceOptions,
  type TraceEstimate,
  type TraceOptions,
} from './traceEstimate';

/** A layer's weights by name. */
export interface LayerWeights {
  readonly layer: string;
  readonly variable: tf.Variable;
}

/** The trace of a layer's Hessian. */
export interface LayerTrace extends TraceEstimate {
  readonly layer: string;
  /** N, the number of weights */
  readonly weights: number;
  readonly differentiation: Differentiation;
}

/** What was drawn so far, to be kept as JSON; with it an estimation goes on where it was. */
export interface TraceProgress {
  readonly probes: number;
  readonly sums: Readonly<Record<string, { readonly sum: number; readonly squares: number }>>;
}

/** What an estimation is told beside its options. */
export interface TraceRun {
  /** Where an earlier estimation of the same layers and seed stopped */
  readonly start?: TraceProgress | undefined;
  /** Sees the progress after each probe */
  readonly onProbe?: (progress: TraceProgress, converged: number) => Promise<void> | void;
}

/**
 * Estimates the traces of all layers together, until each has the relative error asked for or the probes run out. The
 * components of a layer's probe are as large as its weights, and the estimate is scaled back: a shift is then as large for
 * each layer, and layers with small weights do not drown in the noise of others.
 * @param products - of the Hessian with respect to these layers' weights, in their order
 * @throws NumericalError naming the layer when a product is not finite
 * @throws ConfigurationError when the progress is not that of these layers
 */
export async function layerTraces(
  products: HessianProducts,
  layers: readonly LayerWeights[],
  options: TraceOptions = usualTraceOptions,
  { start, onProbe }: TraceRun = {},
): Promise<LayerTrace[]> {
  const sizes = layers.map(({ variable }) => weightSize(variable));
  let progress = start ?? emptyProgress(layers);
  checkProgress(progress, layers);
  const estimates = () =>
    layers.map(({ layer, variable }) => ({
      layer,
      weights: variable.size,
      differentiation: products.differentiation,
      ...estimateTrace(progress.sums[layer], progress.probes, options),
    }));
  for (;;) {
    const traces = progress.probes > 0 ? estimates() : [];
    const converged = traces.filter((trace) => trace.converged).length;
    if (progress.probes > 0) await onProbe?.(progress, converged);
    if (converged === layers.length || progress.probes >= options.maximumProbes) return traces;
    progress = addProbe(
      progress,
      layers,
      quadraticForms(products, layers, sizes, options.seed, progress.probes),
    );
    await nextTurn();
  }
}

/** v_l^T (H v)_l / s_l^2 of each layer, s_l the size of a probe's components. */
function quadraticForms(
  products: HessianProducts,
  layers: readonly LayerWeights[],
  sizes: readonly number[],
  seed: number,
  probe: number,
): number[] {
  return tf.tidy(() => {
    const vectors = layers.map(({ layer, variable }, index) => {
      const random = Random.derive(seed, 'hessian trace', layer, probe);
      const signs = Float32Array.from({ length: variable.size }, () =>
        random.bits() < 2 ** 31 ? -sizes[index] : sizes[index],
      );
      return tf.tensor(signs, variable.shape);
    });
    const forms = products
      .product(vectors)
      .map((product, index) => tf.div(tf.sum(tf.mul(vectors[index], product)), sizes[index] ** 2));
    return [...tf.stack(forms).dataSync()]; // L x [] -> [L]
  });
}

function addProbe(
  { probes, sums }: TraceProgress,
  layers: readonly LayerWeights[],
  forms: readonly number[],
): TraceProgress {
  const added = layers.map(({ layer }, index) => {
    checkFiniteSensitivity(layer, forms[index]);
    const { sum, squares } = sums[layer];
    return [layer, { sum: sum + forms[index], squares: squares + forms[index] ** 2 }] as const;
  });
  return { probes: probes + 1, sums: Object.fromEntries(added) };
}

function emptyProgress(layers: readonly LayerWeights[]): TraceProgress {
  return { probes: 0, sums: Object.fromEntries(layers.map(({ layer }) => [layer, { sum: 0, squares: 0 }])) };
}

function checkProgress({ sums }: TraceProgress, layers: readonly LayerWeights[]): void {
  const [found, expected] = [
    Object.keys(sums).sort().join(', '),
    layers
      .map(({ layer }) => layer)
      .sort()
      .join(', '),
  ];
  if (found === expected) return;
  throw new ConfigurationError({
    field: 'trace progress',
    found: `sums of ${found}`,
    expected: `sums of ${expected}`,
    remedy: 'Start anew, or go on with the layers that the estimation began with.',
  });
}

/** Root of the mean square; 1 where all weights are zero. */
function weightSize(variable: tf.Variable): number {
  const square = tf.tidy(() => tf.mean(tf.square(variable)).dataSync()[0]);
  return square > 0 ? Math.sqrt(square) : 1;
}
