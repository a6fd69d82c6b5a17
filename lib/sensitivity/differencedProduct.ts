/*
 * Products of the Hessian with vectors, H v = d/dt g(w + t v) at t = 0, by central differences of exact gradients: for losses
 * with operations that have no second gradient.
 */
import { tf } from '../tensor/engine';

/** A probe, a gradient or a product: one tensor a variable, each of its variable's shape. */
export type Vectors = readonly tf.Tensor[];

/** Size of the shift against that of the weights: small for the fourth-order rule, large for 24 bits of a gradient. */
const relativeStep = 0.03;

/**
 * H v with respect to several variables, all others held: (8 (g(t) - g(-t)) - (g(2 t) - g(-2 t))) / (12 t), g the gradient at
 * w + t v; its error falls with the fourth power of t.
 * @param gradient - computes g at the present values of the variables
 * @param probe - v
 * @returns the product; the variables end with the values they began with
 */
export function differencedProduct(
  gradient: () => Vectors,
  variables: readonly tf.Variable[],
  probe: Vectors,
): tf.Tensor[] {
  return tf.tidy(() => {
    const start = variables.map((variable) => variable.clone());
    const step = relativeStep / relativeSize(probe, start);
    const gradientAt = (shift: number): Vectors => {
      variables.forEach((variable, index) => {
        variable.assign(tf.add(start[index], tf.mul(probe[index], shift)));
      });
      return gradient();
    };
    const difference = (shift: number): tf.Tensor[] => {
      const [above, below] = [gradientAt(shift), gradientAt(-shift)];
      return above.map((value, index) => tf.sub(value, below[index]));
    };
    try {
      const [near, far] = [difference(step), difference(2 * step)];
      return near.map((value, index) => tf.div(tf.sub(tf.mul(value, 8), far[index]), 12 * step));
    } finally {
      variables.forEach((variable, index) => {
        variable.assign(start[index]);
      });
    }
  });
}

/** The largest size of a probe against that of its variable; 1 where every probe is zero. */
function relativeSize(probe: Vectors, variables: Vectors): number {
  const ratios = probe.map((vector, index) => sizeOf(vector) / (sizeOf(variables[index]) || 1));
  return Math.max(...ratios) || 1;
}

/** Root of the mean square. */
function sizeOf(tensor: tf.Tensor): number {
  return Math.sqrt(tf.mean(tf.square(tensor)).dataSync()[0]);
}
