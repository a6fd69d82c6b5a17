/*
 * AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", arXiv 1711.05101).
 * m: first moment, v: second moment, powers: beta1^t and beta2^t.
 */
import { tf } from '../../tensor/engine';
import { flatOptimizer, type Optimizer, type OptimizerOptions, type Trainable } from './optimizer';

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** Makes an AdamW optimizer of the trainables given. */
export function adamW(trainables: readonly Trainable[], options: OptimizerOptions): Optimizer {
  return flatOptimizer(
    {
      name: 'adamW',
      slotShapes: (size) => ({ m: [size], v: [size], power1: [], power2: [] }),
      slotStarts: { power1: 1, power2: 1 },
      step({ parameters, gradients, decay, learningRate, slots }) {
        const m = tf.add(tf.mul(slots['m'], beta1), tf.mul(gradients, 1 - beta1));
        const v = tf.add(tf.mul(slots['v'], beta2), tf.mul(tf.square(gradients), 1 - beta2));
        const power1 = tf.mul(slots['power1'], beta1);
        const power2 = tf.mul(slots['power2'], beta2);
        const direction = tf.div(
          tf.div(m, tf.sub(1, power1)),
          tf.add(tf.sqrt(tf.div(v, tf.sub(1, power2))), epsilon),
        );
        const move = tf.add(direction, tf.mul(decay, parameters));
        return {
          parameters: tf.sub(parameters, tf.mul(move, learningRate)),
          slots: { m, v, power1, power2 },
        };
      },
    },
    trainables,
    options,
  );
}
