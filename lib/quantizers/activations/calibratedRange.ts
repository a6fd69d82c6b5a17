/*
 * Activations by a calibrated range, as in MQAT's own code: the least and the largest number that a calibration epoch shows,
 * 2^b - 1 levels over them (255 at 8 bits), gradients straight through inside the range. The range takes in zero, and zero is
 * a level, so that the zeros that a convolution pads with stay zeros.
 */
import { tf } from '../../tensor/engine';
import { rangeVariable, type ActivationQuantizer } from './activationQuantizer';
import { checkStart } from '../methods/boundedStep';
import { observedRangeQuantizer } from './observedRange';
import { onHost } from '../onHost';

/**
 * Makes the quantizer of a layer's input; it has no range yet.
 * @param bits - 2 to 8
 */
export function calibratedRangeQuantizer(layer: string, bits: number): ActivationQuantizer {
  const step = rangeVariable(1);
  const zeroPoint = rangeVariable(0);
  const highestCode = 2 ** bits - 2;
  return observedRangeQuantizer({
    ...{ method: 'calibrated', layer, bits, trained: [] },
    state: [
      { name: `${layer}.activation_step`, variable: step.variable },
      { name: `${layer}.activation_zero_point`, variable: zeroPoint.variable },
    ],
    isSet: () => step.isSet(),
    simulate: (input) => roundToGrid(input, step.variable, zeroPoint.variable, highestCode) as tf.Tensor4D,
    setRange(seen) {
      const [low, high] = [Math.min(seen.low, 0), Math.max(seen.high, 0)];
      const size = Math.fround((high - low) / highestCode);
      checkStart(`input of ${layer}`, size, highestCode);
      tf.tidy(() => {
        step.variable.assign(tf.scalar(size));
        zeroPoint.variable.assign(tf.scalar(Math.round((0 - low) / size)));
      });
    },
    grid() {
      const [scale, zero] = onHost(() => [step.variable.dataSync()[0], zeroPoint.variable.dataSync()[0]]);
      return { bits, scale, zeroPoint: zero, lowestCode: 0, highestCode };
    },
  });
}

/** s (clip(round(x / s) + z, 0, top) - z); the gradient passes where nothing is clipped. */
function roundToGrid(input: tf.Tensor, step: tf.Tensor, zeroPoint: tf.Tensor, top: number): tf.Tensor {
  const operation = tf.customGrad((...inputs) => {
    const x = inputs[0] as unknown as tf.Tensor;
    const save = inputs[1] as unknown as (tensors: tf.Tensor[]) => void;
    const code = tf.add(tf.round(tf.div(x, step)), zeroPoint);
    const clipped = tf.clipByValue(code, 0, top);
    save([tf.equal(code, clipped)]);
    return {
      value: tf.mul(tf.sub(clipped, zeroPoint), step),
      gradFunc: (upstream, [inside]) => tf.mul(upstream, tf.cast(inside, 'float32')),
    };
  });
  return operation(input);
}
