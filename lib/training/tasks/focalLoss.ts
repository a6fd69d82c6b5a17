import { tf } from '../../tensor/engine';

/**
 * Sigmoid focal loss (arXiv 1708.02002), summed: -alpha (1 - p)^gamma log p for positives and
 * -(1 - alpha) p^gamma log(1 - p) for negatives.
 * @param logits - any shape
 * @param positive - 1 where the target is 1, same shape
 * @param negative - 1 where the target is 0, same shape; where neither is 1 the entry is ignored
 */
export function focalLoss(
  logits: tf.Tensor,
  positive: tf.Tensor,
  negative: tf.Tensor,
  gamma = 2,
  alpha = 0.25,
): tf.Scalar {
  const probability = tf.sigmoid(logits);
  const complement = tf.sub(1, probability);
  const focus = (value: tf.Tensor) => (gamma === 2 ? tf.square(value) : tf.pow(value, gamma));
  const positiveTerm = tf.mul(
    tf.mul(focus(complement), tf.softplus(tf.neg(logits))),
    tf.mul(positive, alpha),
  );
  const negativeTerm = tf.mul(tf.mul(focus(probability), tf.softplus(logits)), tf.mul(negative, 1 - alpha));
  return tf.sum(tf.add(positiveTerm, negativeTerm)); // [...] -> []
}
