import { NumericalError } from '../../common/errors';
import { tf } from '../../tensor/engine';

/** A step stays within a factor exp(8), about 3,000, of where it started. */
export const logRange = 8;

const [smallestNormal, largestFloat] = [2 ** -126, (2 - 2 ** -23) * 2 ** 127];

/**
 * s = exp(u) with u held within +-8 of its start, so that a step is positive and finite whatever an optimizer makes of u. An u
 * that is no number counts as its start. Gradient: ds/du = s inside the bounds; 0 outside, and where the gradient overflowed.
 * @param logStep - u, [] or one a channel
 * @param logStart - u at the start, of the same shape
 */
export function boundedStep(logStep: tf.Tensor, logStart: tf.Tensor): tf.Tensor {
  const operation = tf.customGrad((...inputs) => {
    const [u, start] = inputs as unknown as [tf.Tensor, tf.Tensor];
    const save = inputs[2] as unknown as (tensors: tf.Tensor[]) => void;
    const known = tf.where(tf.isNaN(u), start, u);
    const bounded = tf.minimum(tf.maximum(known, tf.sub(start, logRange)), tf.add(start, logRange));
    const step = tf.exp(bounded);
    save([step, tf.equal(u, bounded)]);
    return {
      value: step,
      gradFunc: (upstream, saved) => {
        const [savedStep, inside] = saved;
        const gradient = tf.mul(upstream, savedStep);
        const usable = tf.logicalAnd(inside, tf.isFinite(gradient));
        return [tf.where(usable, gradient, tf.zerosLike(gradient)), tf.zerosLike(savedStep)];
      },
    };
  });
  return operation(logStep, logStart);
}

/**
 * @param levels - the largest level that will be multiplied with the step
 * @throws NumericalError when the step could leave the numbers that float32 holds in full precision
 */
export function checkStart(layer: string, start: number, levels: number): void {
  const low = smallestNormal * Math.exp(logRange);
  const high = (largestFloat * Math.exp(-logRange)) / levels;
  if (start >= low && start <= high) return;
  throw new NumericalError({
    field: layer,
    found: `numbers whose mean magnitude gives the step ${start}`,
    expected: `a step from ${low.toExponential(1)} to ${high.toExponential(1)}`,
    remedy: 'Start from a trained checkpoint, or look for a diverged training.',
  });
}
