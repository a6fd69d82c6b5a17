/*
 * Stochastic gradient descent with (Nesterov) momentum in PyTorch's form: v = mu v + g, p = p - rate (g + mu v) or
 * p - rate v; weight decay is added to the gradient.
 */
import { tf } from '../../tensor/engine';
import { flatOptimizer, type Optimizer, type OptimizerOptions, type Trainable } from './optimizer';

/** How SGD remembers. */
export interface SgdOptions extends OptimizerOptions {
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** Makes an SGD optimizer of the trainables given. */
export function sgd(trainables: readonly Trainable[], options: SgdOptions): Optimizer {
  return flatOptimizer(
    {
      name: 'sgd',
      slotShapes: (size) => ({ velocity: [size] }),
      slotStarts: {},
      step({ parameters, gradients, decay, learningRate, slots }) {
        const decayed = tf.add(gradients, tf.mul(decay, parameters));
        const velocity = tf.add(tf.mul(slots['velocity'], options.momentum), decayed);
        const move = options.nesterov ? tf.add(decayed, tf.mul(velocity, options.momentum)) : velocity;
        return { parameters: tf.sub(parameters, tf.mul(move, learningRate)), slots: { velocity } };
      },
    },
    trainables,
    options,
  );
}
