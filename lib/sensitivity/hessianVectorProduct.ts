/*
 * Products of the Hessian with a vector, H v = d/dt grad L(w + t v) at t = 0, by central differences of exact gradients:
 * tfjs has no second gradient of a convolution's filter gradient.
 */
import { tf } from '../tensor/engine';

/** Reads the loss at the present values of its variables; called inside a gradient. */
export type LossFunction = () => tf.Scalar;

/** Size of the shift against that of the weights: small for the fourth-order rule, large for 24 bits of a gradient. */
const relativeStep = 0.03;

/**
 * H v of the loss with respect to one variable, the others held: (8 (g(t) - g(-t)) - (g(2 t) - g(-2 t))) / (12 t), g the
 * gradient at w + t v; its error falls with the fourth power of t.
 * @param probe - v, of the variable's shape
 * @returns the product, of the variable's shape; the variable ends with the values it began with
 */
export function hessianVectorProduct(loss: LossFunction, variable: tf.Variable, probe: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const start = variable.clone();
    const step = shiftOf(start, probe);
    const gradientAt = (shift: number): tf.Tensor => {
      variable.assign(tf.add(start, tf.mul(probe, shift)));
      const { grads } = tf.variableGrads(loss, [variable]);
      return grads[variable.name];
    };
    const difference = (shift: number) => tf.sub(gradientAt(shift), gradientAt(-shift));
    const product = tf.div(tf.sub(tf.mul(difference(step), 8), difference(2 * step)), 12 * step);
    variable.assign(start);
    return product;
  });
}

/** The shift at which the mean change of a weight is the relative step times the mean weight. */
function shiftOf(weights: tf.Tensor, probe: tf.Tensor): number {
  const size = (tensor: tf.Tensor) => tf.sqrt(tf.mean(tf.square(tensor))).dataSync()[0];
  const weightSize = size(weights);
  return (relativeStep * (weightSize > 0 ? weightSize : 1)) / size(probe);
}
