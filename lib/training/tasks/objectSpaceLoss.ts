/*
 * The object-space loss of WDR (Hu et al., arXiv 2104.00337, section 3.3): how far the true corner lies from the viewing
 * ray of the predicted corner, so that near and far objects weigh alike.
 */
import { tf } from '../../tensor/engine';

/** Sharpness of the smooth L1 norm: errors over diameter / 50 are linear. */
const sharpness = 50;

/** The tensors of the loss. B images, N cells. */
export interface ObjectSpaceInputs {
  /** [B, N, 16] 8 x offsets, then 8 y offsets, in anchor widths from the anchor's center */
  readonly prediction: tf.Tensor3D;
  /** [N, 2] px */
  readonly centers: tf.Tensor2D;
  /** [N] px */
  readonly anchorSizes: tf.Tensor1D;
  /** [B, 3, 3] inverse of the camera matrix */
  readonly inverseCamera: tf.Tensor3D;
  /** [B, N, 24] true corners in the camera's frame, mm */
  readonly corners: tf.Tensor3D;
  /** [B, N] 1 / diameter for the cells that count, 0 for the others */
  readonly inverseDiameter: tf.Tensor2D;
}

/**
 * Sum over the cells of mean over the 24 coordinates of smoothL1(50 (k r - g) / diameter) / 50, where g is the true corner,
 * r the viewing ray of the predicted corner and k r the point of the ray nearest to g.
 */
export function objectSpaceLoss(inputs: ObjectSpaceInputs): tf.Scalar {
  const { corners, inverseDiameter } = inputs;
  const [batch, cells] = corners.shape;
  const rays = viewingRays(inputs); // [B, N, 8, 3]
  const truth = tf.reshape(corners, [batch, cells, 8, 3]); // [B, N, 24] -> [B, N, 8, 3]
  const along = tf.div(tf.sum(tf.mul(truth, rays), 3, true), tf.sum(tf.square(rays), 3, true)); // -> [B, N, 8, 1]
  const scale = tf.reshape(tf.mul(inverseDiameter, sharpness), [batch, cells, 1, 1]); // [B, N] -> [B, N, 1, 1]
  const error = tf.abs(tf.mul(tf.sub(tf.mul(along, rays), truth), scale));
  const quadratic = tf.minimum(error, 1);
  const smooth = tf.add(tf.mul(tf.square(quadratic), 0.5), tf.sub(error, quadratic));
  return tf.mul(tf.sum(smooth), 1 / (24 * sharpness)); // [B, N, 8, 3] -> []
}

/** Directions from the camera's center through the predicted corners, z = 1. */
function viewingRays({ prediction, centers, anchorSizes, inverseCamera }: ObjectSpaceInputs): tf.Tensor4D {
  const [batch, cells] = prediction.shape;
  const offsets = tf.mul(
    tf.reshape(prediction, [batch, cells, 2, 8]),
    tf.reshape(anchorSizes, [1, cells, 1, 1]),
  ); // [B, N, 16] -> [B, N, 2, 8]
  const pixels = tf.add(offsets, tf.reshape(centers, [1, cells, 2, 1])); // [B, N, 2, 8]
  const homogeneous = tf.concat(
    [pixels, tf.onesLike(tf.slice(pixels, [0, 0, 0, 0], [batch, cells, 1, 8]))],
    2,
  ); // -> [B, N, 3, 8]
  const columns = tf.reshape(tf.transpose(homogeneous, [0, 1, 3, 2]), [batch, cells * 8, 3]); // [B, N, 3, 8] -> [B, 8N, 3]
  const rays = tf.matMul(columns, inverseCamera, false, true); // [B, 8N, 3] x [B, 3, 3] -> [B, 8N, 3]
  return tf.reshape(rays, [batch, cells, 8, 3]); // -> [B, N, 8, 3]
}
