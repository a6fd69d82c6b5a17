import type { PrecisionPolicy } from '../models/modularNetwork';
import type { Step } from '../tensor/compiled/recording';
import { tf } from '../tensor/engine';
import type { Optimizer, Trainable } from './optimizer/optimizer';
import type { LearningTask } from './trainingTask';

/**
 * Puts a training step together as ordinary tfjs code: forward, backward, update. Its inputs are the task's batch and
 * `learningRate` []; whatever changes from step to step is an input or a variable, so that the step can be compiled.
 * @param trainables - in the optimizer's order
 * @returns a step whose figures are the total loss, its parts, and the gradient norm before clipping
 */
export function trainingStep(
  task: LearningTask,
  trainables: readonly Trainable[],
  optimizer: Optimizer,
  precision: PrecisionPolicy,
): Step {
  const variables = trainables.map(({ variable }) => variable);
  return (inputs) =>
    tf.tidy(() => {
      let parts: Readonly<Record<string, tf.Scalar>> = {};
      const { value, grads } = tf.variableGrads(() => {
        const losses = task.losses(inputs, { training: true, precision });
        parts = Object.fromEntries(
          Object.entries(losses.parts).map(([name, loss]) => [name, tf.keep(loss.clone())]),
        );
        return losses.total;
      }, variables);
      const gradients = variables.map((variable) => grads[variable.name]);
      const gradientNorm = optimizer.update(gradients, inputs['learningRate'] as tf.Scalar);
      const figures = { loss: value, ...mapValues(parts, (loss) => loss.clone()), gradientNorm };
      for (const loss of Object.values(parts)) loss.dispose();
      return figures;
    });
}

/** @returns a record of the same keys */
export function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  map: (value: T) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
