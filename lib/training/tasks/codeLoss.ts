/*
 * The losses of ZebraPose (Su et al., arXiv 2203.09418, section 3.2). h_k: share of wrong digits of bit k of late, within the
 * predicted mask; w_k = exp(3 min(h_k, 0.51 - h_k)): bits that are half learned weigh most, those that are learned or still
 * noise least. Code loss: sum of w_k BCE_k over sum of w_k, within the predicted mask. Mask loss: mean absolute error. The public
 * training offers two others without weights: BCE, and the absolute error of the bits' probabilities (L1).
 */
import { tf } from '../../tensor/engine';

/** How fast the error histogram forgets. */
const histogramMomentum = 0.05;

/** How wrong a code is: BCE with bits weighted by their errors, as in the published settings, or one of the plain losses. */
export type CodeLossKind = 'weightedBce' | 'bce' | 'l1';

/** The tensors of the losses. B crops of h x w pixels. */
export interface CodeLossInputs {
  /** [B, h, w, 1] logits */
  readonly mask: tf.Tensor4D;
  /** [B, h, w, bits] logits */
  readonly code: tf.Tensor4D;
  /** [B, h, w, 1] 1 where the object is visible */
  readonly trueMask: tf.Tensor4D;
  /** [B, h, w, bits] digits */
  readonly trueCode: tf.Tensor4D;
  /** [B, 1, 1, 1] 0 for crops that do not count */
  readonly weight: tf.Tensor4D;
}

/** Mean absolute error of the mask's probability, over crops that count. */
export function maskLoss({ mask, trueMask, weight }: CodeLossInputs): tf.Scalar {
  return tf.mean(tf.mul(tf.abs(tf.sub(tf.sigmoid(mask), trueMask)), weight)); // [B, h, w, 1] -> []
}

/**
 * Error of the code within the predicted mask.
 * @param bitErrors - h, [bits]
 */
export function codeLoss(inputs: CodeLossInputs, bitErrors: tf.Tensor, kind: CodeLossKind): tf.Scalar {
  const { code, trueCode } = inputs;
  const error =
    kind === 'l1'
      ? tf.abs(tf.sub(tf.sigmoid(code), trueCode))
      : tf.sub(tf.softplus(code), tf.mul(code, trueCode));
  const perBit = tf.mean(tf.mul(error, countedPixels(inputs)), [0, 1, 2]); // [B, h, w, bits] -> [bits]
  if (kind !== 'weightedBce') return tf.mean(perBit); // [bits] -> []
  const weights = tf.exp(tf.mul(tf.minimum(bitErrors, tf.sub(0.51, bitErrors)), 3));
  return tf.div(tf.sum(tf.mul(perBit, weights)), tf.sum(weights)); // [bits] -> []
}

/** Moves h by the errors of a batch. */
export function updateBitErrors(inputs: CodeLossInputs, bitErrors: tf.Variable): void {
  const updated = tf.tidy(() => {
    const counted = countedPixels(inputs);
    const wrong = tf.abs(tf.sub(tf.step(inputs.code), inputs.trueCode));
    const shares = tf.div(tf.sum(tf.mul(wrong, counted), [0, 1, 2]), tf.add(tf.sum(counted), 1)); // -> [bits]
    return tf.add(tf.mul(bitErrors, 1 - histogramMomentum), tf.mul(shares, histogramMomentum));
  });
  bitErrors.assign(updated);
}

/** The predicted mask of crops that count, [B, h, w, 1]: a step, through which no gradient flows. */
function countedPixels({ mask, weight }: CodeLossInputs): tf.Tensor {
  return tf.mul(tf.step(mask), weight);
}
