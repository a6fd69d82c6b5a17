/*
 * LSQ (Esser et al., arXiv 1902.08153) as a weight quantizer. The step is trained as its logarithm, s = exp(u), so that it
 * is positive whatever the optimizer does; by the chain rule du = s ds, which makes a relative change of the step the unit.
 * The exponent is held within +-`logRange` of its start: past that the step would leave float32 or freeze the layer. The
 * start is part of the state, so that a network that is quantized further goes on with the same bounds.
 */
import { NumericalError } from '../common/errors';
import { tf } from '../tensor/engine';
import { initialStep, learnedStepQuantize, stepGradientScale } from './learnedStep';
import { symmetricRange, type WeightQuantizer } from './weightQuantizer';

/** The step stays within a factor exp(8), about 3,000, of where it started. */
const logRange = 8;

/**
 * Makes the quantizer of a layer; the first step is taken from the weights.
 * @param bits - 2 (ternary) to 8
 * @throws NumericalError when all weights are zero or one is not finite
 */
export function lsqQuantizer(layer: string, weights: tf.Variable, bits: number): WeightQuantizer {
  const range = symmetricRange(bits);
  const start = initialStep(weights.dataSync() as Float32Array, range.upper);
  if (!(start > 0 && Number.isFinite(start))) {
    throw new NumericalError({
      field: layer,
      found: `mean absolute weight that gives the step ${start}`,
      expected: 'finite weights that are not all zero',
      remedy: 'Start from a trained checkpoint, or look for a diverged training.',
    });
  }
  const logStep = tf.tidy(() => tf.variable(tf.scalar(Math.log(start))));
  const logStart = tf.tidy(() => tf.variable(tf.scalar(Math.log(start)), false));
  const gradientScale = stepGradientScale(weights.size, range.upper);
  const step = () => tf.exp(within(logStep, tf.sub(logStart, logRange), tf.add(logStart, logRange)));
  return {
    method: 'lsq',
    layer,
    trained: [{ name: `${layer}.log_step`, variable: logStep }],
    state: [{ name: `${layer}.log_step_start`, variable: logStart }],
    simulate: (values) => learnedStepQuantize(values, step(), range, gradientScale),
    levels: () => {
      const size = tf.tidy(() => step().dataSync()[0]);
      return Array.from({ length: range.lower + range.upper + 1 }, (_, index) =>
        Math.fround((index - range.lower) * size),
      );
    },
    dispose: () => {
      for (const variable of [logStep, logStart]) variable.dispose();
    },
  };
}

function within(value: tf.Tensor, low: tf.Tensor, high: tf.Tensor): tf.Tensor {
  return tf.minimum(tf.maximum(value, low), high);
}
