/*
 * What a width costs: importance of a module (MQAT, section 3.3), Omega_k(rho) = (1 / L_k) sum over the layers i of module k of
 * (lambda_i / N_i) |Q(W_i) - W_i|^2, and of a layer (HAWQ-V3, arXiv 2011.10680, section 3.3), the mean trace times
 * |Q(W_i) - W_i|^2. L_k: layers of the module, N_i: weights of the layer, lambda_i: its sensitivity.
 */
import { ConfigurationError, NumericalError } from '../common/errors';

/** A layer with all that its importance is made of. */
export interface LayerSensitivity {
  readonly layer: string;
  readonly module: string;
  /** N_i */
  readonly weights: number;
  /** Of the layer's Hessian */
  readonly trace: number;
  /** |Q(W_i) - W_i|^2 at each width */
  readonly squaredErrors: readonly number[];
}

/**
 * What lambda_i is. HAWQ-V2 takes the mean trace, trace / N_i; with the 1 / N_i that Omega has already this may normalize
 * twice, and the paper does not say.
 */
export type SensitivityMeasure = 'trace' | 'mean trace';

/**
 * @param modules - those whose importance is asked for
 * @returns Omega of each module at each width
 * @throws NumericalError naming the layer whose sensitivity is not finite
 * @throws ConfigurationError naming the module that has no layer
 */
export function moduleImportance(
  layers: readonly LayerSensitivity[],
  modules: readonly string[],
  measure: SensitivityMeasure,
): Record<string, number[]> {
  return Object.fromEntries(
    modules.map((module) => {
      const own = layers.filter((layer) => layer.module === module);
      if (own.length === 0) throw noLayers(module);
      const weighted = own.map(({ weights, ...layer }) =>
        perturbation(layer, (measure === 'trace' ? layer.trace : layer.trace / weights) / weights),
      );
      const [first] = own;
      return [
        module,
        first.squaredErrors.map(
          (_, width) => weighted.reduce((sum, row) => sum + row[width], 0) / own.length,
        ),
      ];
    }),
  );
}

/**
 * The objective of HAWQ-V3, layer by layer.
 * @returns of each layer at each width
 * @throws NumericalError naming the layer whose sensitivity is not finite
 */
export function layerImportance(layers: readonly LayerSensitivity[]): Record<string, number[]> {
  return Object.fromEntries(
    layers.map((layer) => [layer.layer, perturbation(layer, layer.trace / layer.weights)]),
  );
}

function perturbation(
  { layer, squaredErrors }: Pick<LayerSensitivity, 'layer' | 'squaredErrors'>,
  factor: number,
): number[] {
  const values = squaredErrors.map((error) => factor * error);
  const stray = values.find((value) => !Number.isFinite(value));
  if (stray === undefined) return values;
  throw new NumericalError({
    field: layer,
    found: `an importance of ${stray}`,
    expected: 'a finite number',
    remedy: 'Look for a diverged training, or weights that are not finite.',
  });
}

function noLayers(module: string): ConfigurationError {
  return new ConfigurationError({
    field: `importance of "${module}"`,
    found: 'no layer',
    expected: 'at least one layer with weights',
    remedy: 'Measure the sensitivity of the layers of every module that is asked for.',
  });
}
