/*
 * Training of DLR (Chen et al., arXiv 1908.11542): squared error of the landmarks' heatmaps, on crops around the object as a
 * detector would give them.
 */
import { cropAffine, jitteredBox, silhouetteBox } from '../../datasets/imageBox';
import { warp } from '../../datasets/imageWarp';
import type { ObjectModel } from '../../datasets/poseDataset';
import type { DlrNetwork } from '../../models/dlr';
import { drawHeatmaps } from '../../models/heatmaps';
import { normalizeImage } from '../../models/imageNormalization';
import { farthestLandmarks } from '../../models/landmarks';
import { checkSingleObject } from '../../models/singleObject';
import { cropPadding } from '../../models/zebraTargets';
import { tf } from '../../tensor/engine';
import type { TrainingTask } from '../trainingTask';
import { detectionJitter } from './zebraPoseTask';

/** Of the mean squared error, so that steps of other networks' size suit it. */
const heatmapWeight = 100;

/**
 * Binds a DLR network to the one object that it must find, and chooses the object's landmarks.
 * @throws ConfigurationError when there is not one object
 */
export function dlrTask(network: DlrNetwork, objects: readonly ObjectModel[]): TrainingTask {
  const { cropSize, landmarks: count } = network.configuration;
  const object = checkSingleObject(network.architecture, objects);
  const landmarks = farthestLandmarks(object, count);
  const side = network.mapSize;
  const [cropLength, mapLength] = [3 * cropSize ** 2, count * side ** 2];
  return {
    network,
    shapes: { image: [cropSize, cropSize, 3], heatmaps: [side, side, count], weight: [1, 1, 1] },
    fill(batch, position, example, random) {
      const row = (name: string, length: number) =>
        batch[name].subarray(position * length, (position + 1) * length);
      const instance = example.instances.find(({ objectId }) => objectId === object.id);
      if (instance === undefined) {
        for (const values of [row('image', cropLength), row('heatmaps', mapLength), row('weight', 1)])
          values.fill(0);
        return;
      }
      const truth = silhouetteBox(object, instance.pose, example.camera);
      const toCrop = cropAffine(jitteredBox(truth, detectionJitter, random), cropPadding, cropSize);
      const { image } = warp(example, toCrop, cropSize, cropSize); // [H, W, 3] -> [S, S, 3]
      normalizeImage(image, batch['image'], position * cropLength);
      drawHeatmaps(landmarks, instance.pose, example.camera, toCrop, row('heatmaps', mapLength));
      row('weight', 1).fill(1);
    },
    losses(batch, pass) {
      const maps = network.forward(batch['image'] as tf.Tensor4D, pass);
      const square = tf.mul(tf.square(tf.sub(maps, batch['heatmaps'])), batch['weight']);
      const heatmaps = tf.mul(tf.mean(square), heatmapWeight) as tf.Scalar; // [B, S/4, S/4, L] -> []
      return { total: heatmaps, parts: { heatmaps } };
    },
  };
}
