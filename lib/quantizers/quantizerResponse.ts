import { tf } from '../tensor/engine';
import type { InqQuantizer } from './methods/inq';
import { onHost } from './onHost';
import { methodNamed, type QuantizationMethod } from './methods/quantizationMethods';
import type { WeightQuantizer } from './weightQuantizer';

/** What is asked of a quantizer. */
export interface ResponseOptions {
  /** Share of the weights that is frozen, where a method freezes; all where it is missing */
  readonly fraction?: number;
  /** Places of the weights whose derivatives by learned parameters are taken, one backward pass each; none where missing */
  readonly places?: readonly number[];
}

/** How weights answer a learned parameter, such as the logarithm of a step. */
export interface ParameterResponse {
  /** Last part of its name, such as `log_step` */
  readonly name: string;
  /** Gradient that the optimizer would see, were the loss the simulated weight alone; one for each of the places asked for */
  readonly gradients: Float32Array;
}

/** What a method makes of a layer's weights before any training, off TensorFlow. */
export interface QuantizerResponse {
  readonly method: QuantizationMethod;
  readonly bits: number;
  /** Undefined where the method does not freeze */
  readonly frozenShare: number | undefined;
  /** The last axis are the output channels */
  readonly shape: readonly number[];
  readonly weights: Float32Array;
  readonly simulated: Float32Array;
  /** Derivative of each simulated weight by its own weight, as the method defines it */
  readonly weightGradients: Float32Array;
  readonly parameters: readonly ParameterResponse[];
  /** Levels that occur; undefined while some weights are still free */
  readonly distinctValues: number | undefined;
  /** Squared error over the sum of squares of the weights */
  readonly relativeSquaredError: number;
}

/**
 * Puts a quantizer on a layer's weights and looks at what it does; nothing of it stays.
 * @throws NumericalError naming the layer when its weights cannot be quantized
 */
export function quantizerResponse(
  layer: string,
  weights: tf.Variable,
  method: QuantizationMethod,
  bits: number,
  { fraction = 1, places = [] }: ResponseOptions = {},
): QuantizerResponse {
  const quantizer = methodNamed(method).make(layer, weights, bits);
  try {
    const freezes = isIncremental(quantizer);
    if (freezes) quantizer.advance(fraction);
    const isWhole = !freezes || fraction === 1;
    return onHost(() => {
      const values = weights.dataSync().slice() as Float32Array;
      const simulated = simulate(quantizer, weights).dataSync() as Float32Array;
      return {
        ...{ method, bits, frozenShare: freezes ? fraction : undefined, shape: weights.shape },
        ...{ weights: values, simulated, weightGradients: weightGradients(quantizer, weights) },
        parameters: parameterResponses(quantizer, weights, places),
        distinctValues: isWhole ? new Set(quantizer.codes().codes).size : undefined,
        relativeSquaredError: relativeSquaredError(values, simulated),
      };
    });
  } finally {
    quantizer.dispose();
  }
}

function isIncremental(quantizer: WeightQuantizer): quantizer is InqQuantizer {
  return 'advance' in quantizer;
}

function simulate(quantizer: WeightQuantizer, weights: tf.Tensor): tf.Tensor {
  return quantizer.simulate(weights as tf.Tensor4D);
}

function weightGradients(quantizer: WeightQuantizer, weights: tf.Variable): Float32Array {
  const sum = (values: tf.Tensor) => tf.sum(simulate(quantizer, values));
  return tf.grad(sum)(weights).dataSync() as Float32Array;
}

function parameterResponses(
  quantizer: WeightQuantizer,
  weights: tf.Variable,
  places: readonly number[],
): ParameterResponse[] {
  return quantizer.trained.map(({ name, variable }) => ({
    name: name.slice(name.lastIndexOf('.') + 1),
    gradients: Float32Array.from(places, (place) =>
      onHost(() => {
        const one = tf.oneHot(tf.scalar(place, 'int32'), weights.size); // [] -> [N]
        const chosen = tf.reshape(one, weights.shape); // [N] -> [K, K, I, O]
        const value = () => tf.sum(tf.mul(simulate(quantizer, weights), chosen)) as tf.Scalar;
        return tf.sum(tf.variableGrads(value, [variable]).grads[variable.name]).dataSync()[0];
      }),
    ),
  }));
}

function relativeSquaredError(weights: Float32Array, simulated: Float32Array): number {
  let [error, whole] = [0, 0];
  for (const [index, weight] of weights.entries()) {
    error += (weight - simulated[index]) ** 2;
    whole += weight ** 2;
  }
  return error / whole;
}
