/*
 * Products of the Hessian with vectors by differentiating twice, H v = d/dw (g(w) . v): two backward passes, no step size.
 */
import { tf, withComposedOperations } from '../tensor/engine';
import type { Vectors } from './differencedProduct';
import { withSecondGradients } from './secondGradients';

/**
 * H v with respect to several variables, all others held. While it works, networks use tfjs's own operations.
 * @param loss - whose operations have gradients made of operations with gradients
 * @param probe - v
 * @throws Error of tfjs when an operation has no second gradient
 */
export function exactProduct(
  loss: () => tf.Scalar,
  variables: readonly tf.Variable[],
  probe: Vectors,
): tf.Tensor[] {
  return tf.tidy(() =>
    twiceDifferentiable(() => {
      const along = () =>
        gradientOf(loss, variables)
          .map((gradient, index) => tf.sum(tf.mul(gradient, probe[index])))
          .reduce((sum, term) => tf.add(sum, term)) as tf.Scalar;
      return gradientOf(along, variables);
    }),
  );
}

function twiceDifferentiable<T>(work: () => T): T {
  return withComposedOperations(() => withSecondGradients(work));
}

/** @returns the gradient of a loss; zeros for variables that it does not depend on */
export function gradientOf(loss: () => tf.Scalar, variables: readonly tf.Variable[]): tf.Tensor[] {
  const { grads } = tf.variableGrads(loss, [...variables]);
  return variables.map(
    (variable) => (grads[variable.name] as tf.Tensor | undefined) ?? tf.zerosLike(variable),
  );
}
