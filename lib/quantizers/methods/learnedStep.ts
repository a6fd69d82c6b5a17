/*
 * Learned step size quantization (Esser et al., "LSQ", arXiv 1902.08153): the differentiable function.
 * s: step, Qn: range.lower, Qp: range.upper, v: input, v-bar: level, v-hat: output.
 */
import { tf } from '../../tensor/engine';
import type { IntegerRange } from '../weightQuantizer';

/**
 * v-hat = round(clip(v / s, -Qn, Qp)) s (equations 1 and 2). Gradients: straight through to v inside the range (equation 5);
 * to s, round(v / s) - v / s inside and -Qn or Qp outside (equation 3), times `gradientScale` (section 2.2).
 * @param input - any shape
 * @param step - positive; [] for one step a tensor, or broadcastable such as [1, 1, 1, O] for one a channel
 */
export function learnedStepQuantize<T extends tf.Tensor>(
  input: T,
  step: tf.Tensor,
  { lower, upper }: IntegerRange,
  gradientScale: number,
): T {
  return clippedStepQuantize(
    input,
    step,
    (ratio) => tf.clipByValue(ratio, -lower, upper),
    (stepGradient) => tf.mul(stepGradient, gradientScale),
  );
}

/**
 * The same with a range and a scale that may be tensors: what is known only after calibration.
 * @param clip - v / s to -Qn .. Qp
 * @param scale - the gradient of the step to what the optimizer sees
 */
export function clippedStepQuantize<T extends tf.Tensor>(
  input: T,
  step: tf.Tensor,
  clip: (ratio: tf.Tensor) => tf.Tensor,
  scale: (stepGradient: tf.Tensor) => tf.Tensor,
): T {
  const operation = tf.customGrad((...inputs) => {
    const [v, s] = inputs as unknown as [tf.Tensor, tf.Tensor];
    const save = inputs[2] as unknown as (tensors: tf.Tensor[]) => void;
    const ratio = tf.div(v, s);
    const clipped = clip(ratio);
    const level = tf.round(clipped);
    save([ratio, clipped, level, s]);
    return {
      value: tf.mul(level, s),
      gradFunc: (upstream, saved) => {
        const [savedRatio, savedClipped, savedLevel, savedStep] = saved;
        const inside = tf.cast(tf.equal(savedRatio, savedClipped), 'float32');
        const passed = tf.mul(upstream, inside);
        // v / s may overflow where it is clipped: there `passed` is 0, and so must be its product.
        const stepTerm = tf.sub(tf.mul(upstream, savedLevel), tf.mul(passed, savedClipped));
        return [passed, scale(sumLike(stepTerm, savedStep))];
      },
    };
  });
  return operation(input, step) as T;
}

/** Levels of b bits (section 2): -2^(b-1) .. 2^(b-1) - 1 signed, 0 .. 2^b - 1 unsigned. */
export function learnedStepRange(bits: number, signed: boolean): IntegerRange {
  return signed ? { lower: 2 ** (bits - 1), upper: 2 ** (bits - 1) - 1 } : { lower: 0, upper: 2 ** bits - 1 };
}

/** The first step, 2 mean|v| / sqrt(Qp) (section 2.1). */
export function initialStep(values: ArrayLike<number>, upper: number): number {
  let sum = 0;
  for (const value of Array.from(values)) sum += Math.abs(value);
  return (2 * sum) / values.length / Math.sqrt(upper);
}

/** The scale of the step's gradient, 1 / sqrt(N Qp) (section 2.2). */
export function stepGradientScale(count: number, upper: number): number {
  return 1 / Math.sqrt(count * upper);
}

/** Sums over the axes along which `shape` was broadcast. */
function sumLike(value: tf.Tensor, like: tf.Tensor): tf.Tensor {
  if (like.rank === 0) return tf.sum(value); // [...] -> []
  const axes = like.shape.flatMap((extent, axis) => (extent === 1 && value.shape[axis] !== 1 ? [axis] : []));
  return tf.sum(value, axes, true); // [K, K, I, O] -> [1, 1, 1, O]
}
