import { isNative, tf } from './engine';
import { attribute, runOperations } from './nativeOperation';

/** Running estimates that inference uses, and how fast training moves them. */
export interface RunningStatistics {
  /** [C] */
  readonly mean: tf.Variable;
  /** [C], unbiased */
  readonly variance: tf.Variable;
  /** Share of the new batch in the estimate, 0 to 1 */
  readonly momentum: number;
}

/**
 * Batch normalization (arXiv 1502.03167) by the statistics of the batch; moves the running estimates.
 * @param images - [B, H, W, C]
 * @param gain - [C]
 * @param offset - [C]
 */
export function batchNormalizationTraining(
  images: tf.Tensor4D,
  gain: tf.Tensor1D,
  offset: tf.Tensor1D,
  statistics: RunningStatistics,
  epsilon: number,
): tf.Tensor4D {
  if (!isNative()) return composedBatchNormalization(images, gain, offset, statistics, epsilon);
  const shared = [
    attribute.type('T', 'float32'),
    attribute.type('U', 'float32'),
    attribute.real('epsilon', epsilon),
    attribute.text('data_format', 'NHWC'),
    attribute.flag('is_training', true),
  ];
  const forward = [...shared, attribute.real('exponential_avg_factor', statistics.momentum)];
  const { mean, variance } = statistics;
  const operation = tf.customGrad((...inputs) => {
    const [x, g, b] = inputs as unknown as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
    const save = inputs[3] as unknown as (tensors: tf.Tensor[]) => void;
    const [value, newMean, newVariance, batchMean, batchVariance, reserve] = runOperations(
      'FusedBatchNormV3',
      forward,
      [x, g, b, mean, variance],
      6,
    );
    mean.assign(newMean);
    variance.assign(newVariance);
    save([x, g, batchMean, batchVariance, reserve]);
    return {
      value,
      gradFunc: (upstream, saved) =>
        runOperations('FusedBatchNormGradV3', shared, [upstream, ...saved], 5).slice(0, 3),
    };
  });
  return operation(images, gain, offset) as tf.Tensor4D;
}

/** Batch normalization by the running estimates: an affine map of each channel. */
export function batchNormalizationInference(
  images: tf.Tensor4D,
  gain: tf.Tensor1D,
  offset: tf.Tensor1D,
  statistics: RunningStatistics,
  epsilon: number,
): tf.Tensor4D {
  return tf.batchNorm4d(
    images,
    statistics.mean as unknown as tf.Tensor1D,
    statistics.variance as unknown as tf.Tensor1D,
    offset,
    gain,
    epsilon,
  );
}

/** The training form by tfjs's own operations, for other backends and as the reference of the tests. */
export function composedBatchNormalization(
  images: tf.Tensor4D,
  gain: tf.Tensor1D,
  offset: tf.Tensor1D,
  { mean, variance, momentum }: RunningStatistics,
  epsilon: number,
): tf.Tensor4D {
  const moments = tf.moments(images, [0, 1, 2]); // [B, H, W, C] -> [C], [C]
  const count = images.size / images.shape[3];
  const unbiased = tf.mul(moments.variance, count / (count - 1));
  mean.assign(tf.add(tf.mul(mean, 1 - momentum), tf.mul(moments.mean, momentum)));
  variance.assign(tf.add(tf.mul(variance, 1 - momentum), tf.mul(unbiased, momentum)));
  const normalized = tf.mul(tf.sub(images, moments.mean), tf.rsqrt(tf.add(moments.variance, epsilon)));
  return tf.add(tf.mul(normalized, gain), offset) as tf.Tensor4D;
}
