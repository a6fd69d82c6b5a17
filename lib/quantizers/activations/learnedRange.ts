/*
 * Activations by LSQ (Esser et al., arXiv 1902.08153): one learned step a layer. Levels are 0 .. 2^b - 1 where the calibration
 * saw no negative number, as after a ReLU, else -2^(b-1) .. 2^(b-1) - 1 (section 2). The step starts at 2 mean|x| / sqrt(Qp)
 * of the calibration (section 2.1) and is trained as its logarithm, like that of weights.
 */
import { tf } from '../../tensor/engine';
import { rangeVariable, type ActivationQuantizer } from './activationQuantizer';
import { boundedStep, checkStart } from '../methods/boundedStep';
import { clippedStepQuantize, learnedStepRange } from '../methods/learnedStep';
import { observedRangeQuantizer } from './observedRange';
import { onHost } from '../onHost';

/**
 * Makes the quantizer of a layer's input; it has no range yet.
 * @param bits - 2 to 8
 */
export function learnedRangeQuantizer(layer: string, bits: number): ActivationQuantizer {
  const logStep = rangeVariable(0, true);
  const logStart = rangeVariable(0);
  const lowest = rangeVariable(0);
  const codes = 2 ** bits - 1;
  const step = () => boundedStep(logStep.variable, logStart.variable);
  return observedRangeQuantizer({
    ...{ method: 'learned', layer, bits },
    trained: [{ name: `${layer}.activation_log_step`, variable: logStep.variable }],
    state: [
      { name: `${layer}.activation_log_step_start`, variable: logStart.variable },
      { name: `${layer}.activation_lowest`, variable: lowest.variable },
    ],
    isSet: () => lowest.isSet(),
    simulate(input) {
      const features = input.size / input.shape[0];
      const highest = () => tf.add(lowest.variable, codes);
      return clippedStepQuantize(
        input,
        step(),
        (ratio) => tf.minimum(tf.maximum(ratio, lowest.variable), highest()),
        (gradient) => tf.mul(gradient, tf.rsqrt(tf.mul(highest(), features))), // 1 / sqrt(N Qp), section 2.2
      );
    },
    setRange(seen) {
      const { lower, upper } = learnedStepRange(bits, seen.low < 0);
      const start = (2 * seen.magnitude) / seen.count / Math.sqrt(upper);
      checkStart(`input of ${layer}`, start, Math.max(lower, upper));
      tf.tidy(() => {
        logStep.variable.assign(tf.scalar(Math.log(start)));
        logStart.variable.assign(tf.scalar(Math.log(start)));
        lowest.variable.assign(tf.scalar(0 - lower));
      });
    },
    grid() {
      const [scale, lowestCode] = onHost(() => [step().dataSync()[0], lowest.variable.dataSync()[0]]);
      return { bits, scale, zeroPoint: 0, lowestCode, highestCode: lowestCode + codes };
    },
  });
}
