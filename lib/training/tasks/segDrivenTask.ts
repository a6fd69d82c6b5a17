/*
 * Training of SegDriven (Hu et al., CVPR 2019, arXiv 1812.02541, section 3): L = L_seg + L_pos + L_conf. L_seg: focal
 * cross-entropy over all cells, L_pos: mean absolute error of the offsets in the cells of objects, L_conf: mean absolute error of
 * the confidences, whose truth is exp(-tau |error|) of the offsets as they are predicted. All weights are 1.
 */
import type { ObjectModel } from '../../datasets/poseDataset';
import { normalizeImage } from '../../models/imageNormalization';
import type { SegDrivenNetwork } from '../../models/segDriven';
import { assignSegDrivenTargets } from '../../models/segDrivenTargets';
import { checkClassCount, checkImageSize } from '../../models/wdrInputs';
import { tf } from '../../tensor/engine';
import { stopGradient } from './stopGradient';
import type { TrainingTask } from '../trainingTask';

/** tau, for offsets in the network's unit */
const sharpness = 2;

/**
 * Binds a SegDriven network to the objects it must find.
 * @throws ConfigurationError where the network does not have one class an object
 */
export function segDrivenTask(network: SegDrivenNetwork, objects: readonly ObjectModel[]): TrainingTask {
  const { configuration, rows, columns } = network;
  const { classes, inputWidth, inputHeight } = configuration;
  checkClassCount('segDriven configuration', 'classes', classes, objects);
  const labelLength = rows * columns * (classes + 1);
  const offsetLength = rows * columns * 16;
  return {
    network,
    shapes: {
      image: [inputHeight, inputWidth, 3],
      label: [rows, columns, classes + 1],
      offsets: [rows, columns, 16],
    },
    fill(batch, position, example) {
      checkImageSize(configuration, example.image, example.camera);
      normalizeImage(example.image, batch['image'], position * example.image.length);
      assignSegDrivenTargets(example, objects, network, {
        label: batch['label'].subarray(position * labelLength, (position + 1) * labelLength),
        offsets: batch['offsets'].subarray(position * offsetLength, (position + 1) * offsetLength),
      });
    },
    losses(batch, pass) {
      const { segmentation, regression } = network.forward(batch['image'] as tf.Tensor4D, pass);
      const label = batch['label'] as tf.Tensor4D;
      const size = label.shape.slice(0, 3) as [number, number, number];
      const background = tf.slice(label, [0, 0, 0, 0], [...size, 1]); // [B, h, w, C + 1] -> [B, h, w, 1]
      const inside = tf.sub(1, background);
      const [confidence, offsets] = tf.split(regression, [8, 16], 3); // -> [B, h, w, 8], [B, h, w, 16]
      const error = tf.abs(tf.sub(offsets, batch['offsets']));
      const parts = {
        segmentation: focalCrossEntropy(segmentation, label),
        position: meanInside(error, inside, 16),
        confidence: meanInside(confidenceError(confidence, error, size), inside, 8),
      };
      return { total: tf.addN(Object.values(parts)), parts }; // 3 x [] -> []
    },
  };
}

/** Mean over the cells of -(1 - p)^2 log p, p the probability of the true label (arXiv 1708.02002). */
function focalCrossEntropy(logits: tf.Tensor4D, label: tf.Tensor4D): tf.Scalar {
  const logarithm = tf.sum(tf.mul(tf.logSoftmax(logits, 3), label), 3); // [B, h, w, C + 1] -> [B, h, w]
  const focus = tf.square(tf.sub(1, tf.exp(logarithm)));
  return tf.mul<tf.Scalar>(tf.mean(tf.mul(focus, logarithm)), -1); // [B, h, w] -> []
}

/** How far each confidence is from what the corner's predicted offset deserves, [B, h, w, 8]. */
function confidenceError(
  logits: tf.Tensor,
  offsetError: tf.Tensor,
  size: readonly [number, number, number],
): tf.Tensor {
  const byAxis = tf.reshape(offsetError, [...size, 2, 8]); // [B, h, w, 16] -> [B, h, w, 2, 8]
  const square = tf.sum(tf.square(byAxis), 3); // -> [B, h, w, 8]
  const distance = tf.sqrt(tf.add(square, 1e-12));
  const deserved = stopGradient(tf.exp(tf.mul(distance, -sharpness)));
  return tf.abs(tf.sub(tf.sigmoid(logits), deserved));
}

/** Mean over the cells of objects; 0 where there is none. */
function meanInside(values: tf.Tensor, inside: tf.Tensor, channels: number): tf.Scalar {
  const count = tf.maximum(tf.mul(tf.sum(inside), channels), 1); // [B, h, w, 1] -> []
  return tf.div(tf.sum(tf.mul(values, inside)), count); // [B, h, w, X] -> []
}
