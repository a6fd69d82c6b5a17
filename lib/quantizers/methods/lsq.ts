/*
 * LSQ (Esser et al., arXiv 1902.08153) as a weight quantizer. The step is trained as its logarithm, s = exp(u), so that it
 * is positive whatever the optimizer does; by the chain rule du = s ds, which makes a relative change of the step the unit.
 * The start is part of the state, so that a network that is quantized further goes on with the same bounds.
 */
import { tf } from '../../tensor/engine';
import { boundedStep, checkStart } from './boundedStep';
import { checkWeights, scaleShape, weightGroups, type Granularity } from '../channels';
import { initialStep, learnedStepQuantize, stepGradientScale } from './learnedStep';
import { onHost } from '../onHost';
import { readableQuantizer } from './readableQuantizer';
import { uniformTable } from '../weightCodes';
import { symmetricRange, type IntegerRange, type WeightQuantizer } from '../weightQuantizer';

/** Which of LSQ's variants. */
export interface LsqOptions {
  /** Name of the method's row; `lsq` where it is missing */
  readonly method?: string;
  /** One step a tensor, as in the paper, where it is missing */
  readonly granularity?: Granularity;
  /** Whole levels; symmetric, ternary at 2 bits, where it is missing. `learnedStepRange` has those of the paper. */
  readonly range?: IntegerRange;
}

/**
 * Makes the quantizer of a layer; the first step is taken from the weights.
 * @param bits - 2 (ternary) to 8
 * @throws NumericalError when all weights that share a step are zero, one is not finite, or all are too small or large
 */
export function lsqQuantizer(
  layer: string,
  weights: tf.Variable,
  bits: number,
  { method = 'lsq', granularity = 'tensor', range = symmetricRange(bits) }: LsqOptions = {},
): WeightQuantizer {
  const groups = weightGroups(weights.dataSync() as Float32Array, weights.shape, granularity);
  checkWeights(layer, groups);
  const starts = groups.map((group) => initialStep(group, range.upper));
  for (const start of starts) checkStart(layer, start, Math.max(range.lower, range.upper));
  const shape = scaleShape(weights, granularity);
  const logarithms = () => tf.tensor(starts.map(Math.log), shape);
  const logStep = tf.tidy(() => tf.variable(logarithms()));
  const logStart = tf.tidy(() => tf.variable(logarithms(), false));
  const gradientScale = stepGradientScale(weights.size / groups.length, range.upper);
  const step = () => boundedStep(logStep, logStart);
  const simulate = (values: tf.Tensor4D) => learnedStepQuantize(values, step(), range, gradientScale);
  return readableQuantizer(
    {
      ...{ method, layer, bits, simulate },
      trained: [{ name: `${layer}.log_step`, variable: logStep }],
      state: [{ name: `${layer}.log_step_start`, variable: logStart }],
      read: () =>
        onHost(() => {
          const steps = step().dataSync() as Float32Array;
          return {
            simulated: simulate(weights as unknown as tf.Tensor4D).dataSync() as Float32Array,
            table: uniformTable(steps, 0 - range.lower, range.lower + range.upper + 1),
          };
        }),
      dispose: () => {
        for (const variable of [logStep, logStart]) variable.dispose();
      },
    },
    weights,
  );
}
