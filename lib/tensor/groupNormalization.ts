import { isNative, tf } from './engine';

/**
 * Group normalization (arXiv 1803.08494) over [B, H, W, C]: mean and variance over the positions and the channels of a
 * group. Sums run over positions first, where they are contiguous, and over the few channels of a group after.
 * @param images - [B, H, W, C]
 * @param gain - [C]
 * @param offset - [C]
 * @param groups - divides C
 */
export function groupNormalization(
  images: tf.Tensor4D,
  gain: tf.Tensor1D,
  offset: tf.Tensor1D,
  groups: number,
  epsilon: number,
): tf.Tensor4D {
  if (!isNative()) return composedGroupNormalization(images, gain, offset, groups, epsilon);
  const operation = tf.customGrad((...inputs) => {
    const [x, g, b] = inputs as unknown as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
    const save = inputs[3] as unknown as (tensors: tf.Tensor[]) => void;
    const flat = flattenPositions(x);
    const centered = tf.sub(flat, groupMean(tf.mean(flat, 1, true), groups)); // [B, P, C]
    const variance = groupMean(tf.mean(tf.square(centered), 1, true), groups); // [B, P, C] -> [B, 1, C]
    const inverse = tf.rsqrt(tf.add(variance, epsilon)) as tf.Tensor3D;
    const value = tf.add(tf.mul(centered, tf.mul(inverse, g)), b);
    save([centered, inverse, g]);
    return {
      value: tf.reshape(value, x.shape), // [B, P, C] -> [B, H, W, C]
      gradFunc: (upstream, saved) => groupNormalizationGradients(upstream as tf.Tensor4D, saved, groups),
    };
  });
  return operation(images, gain, offset) as tf.Tensor4D;
}

/** The same without a gradient of its own: can be differentiated twice. */
export function composedGroupNormalization(
  images: tf.Tensor4D,
  gain: tf.Tensor1D,
  offset: tf.Tensor1D,
  groups: number,
  epsilon: number,
): tf.Tensor4D {
  const flat = flattenPositions(images);
  const centered = tf.sub(flat, groupMean(tf.mean(flat, 1, true), groups)); // [B, P, C]
  const variance = groupMean(tf.mean(tf.square(centered), 1, true), groups); // [B, P, C] -> [B, 1, C]
  const scale = tf.mul(tf.rsqrt(tf.add(variance, epsilon)), gain);
  return tf.reshape(tf.add(tf.mul(centered, scale), offset), images.shape); // [B, P, C] -> [B, H, W, C]
}

/**
 * With z = centered * inverse and u = gain * upstream:
 * d images = inverse * (u - mean(u) - z * mean(u z)), means over the group.
 */
function groupNormalizationGradients(upstream: tf.Tensor4D, saved: tf.Tensor[], groups: number): tf.Tensor[] {
  const [centered, inverse, gain] = saved as [tf.Tensor3D, tf.Tensor3D, tf.Tensor1D];
  const flat = flattenPositions(upstream);
  const upstreamMean = tf.mean(flat, 1, true); // [B, P, C] -> [B, 1, C]
  const correlation = tf.mul(tf.mean(tf.mul(flat, centered), 1, true), inverse); // [B, P, C] -> [B, 1, C]
  const meanTerm = groupMean(tf.mul(upstreamMean, gain), groups);
  const correlationTerm = groupMean(tf.mul(correlation, gain), groups);
  const imageGradient = tf.sub(
    tf.sub(tf.mul(flat, tf.mul(inverse, gain)), tf.mul(inverse, meanTerm)),
    tf.mul(centered, tf.mul(tf.square(inverse), correlationTerm)),
  );
  const positions = flat.shape[1];
  return [
    tf.reshape(imageGradient, upstream.shape), // [B, P, C] -> [B, H, W, C]
    tf.mul(tf.sum(correlation, [0, 1]), positions), // [B, 1, C] -> [C]
    tf.mul(tf.sum(upstreamMean, [0, 1]), positions), // [B, 1, C] -> [C]
  ];
}

function flattenPositions(images: tf.Tensor4D): tf.Tensor3D {
  const [batch, height, width, channels] = images.shape;
  return tf.reshape(images, [batch, height * width, channels]); // [B, H, W, C] -> [B, P, C]
}

/** Replaces each channel's value by the mean over its group. */
function groupMean(perChannel: tf.Tensor, groups: number): tf.Tensor3D {
  const [batch, , channels] = perChannel.shape as [number, number, number];
  const size = channels / groups;
  const grouped = tf.reshape(perChannel, [batch, groups, size]); // [B, 1, C] -> [B, G, C/G]
  const spread = tf.tile(tf.mean(grouped, 2, true), [1, 1, size]); // [B, G, 1] -> [B, G, C/G]
  return tf.reshape(spread, [batch, 1, channels]); // [B, G, C/G] -> [B, 1, C]
}
