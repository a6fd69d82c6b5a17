/*
 * Training of CA-SpaceNet (Wang et al., IROS 2022, arXiv 2207.07869): the losses of WDR and loss_sim, which draws the
 * counterfactual features F_sub of the image to the features F_masked of the image without the object:
 * loss_sim = sum over the levels of mean smooth L1(F_sub, F_masked).
 */
import type { ObjectModel } from '../../datasets/poseDataset';
import type { CaSpaceNetworkInTraining } from '../../models/caSpaceNet';
import { normalizeImage } from '../../models/imageNormalization';
import { eraseInstances } from '../../models/instanceErasure';
import { tf } from '../../tensor/engine';
import { smoothL1 } from './smoothL1';
import type { TrainingTask } from '../trainingTask';
import { cellTask } from './wdrTask';

/** px that the erased region reaches beyond the mask on each side */
const erasedMargin = 2;

/**
 * Binds a CA-SpaceNet to the objects it must find.
 * @throws ConfigurationError where the network does not have one class an object
 */
export function caSpaceNetTask(
  network: CaSpaceNetworkInTraining,
  objects: readonly ObjectModel[],
): TrainingTask {
  const cells = cellTask(network, objects);
  return {
    network,
    shapes: { ...cells.shapes, maskedImage: cells.shapes['image'] },
    fill(batch, position, example, random) {
      cells.fill(batch, position, example, random);
      const { image, instanceMap, camera } = example;
      const masked = eraseInstances(image, instanceMap, camera.width, erasedMargin);
      normalizeImage(masked, batch['maskedImage'], position * image.length);
    },
    losses(batch, pass) {
      const { prediction, counterfactual } = network.predict(batch['image'] as tf.Tensor4D, pass);
      const masked = network.maskedFeatures(batch['maskedImage'] as tf.Tensor4D);
      const { total, parts } = cells.losses(batch, prediction);
      const levels = counterfactual.map((features, level) => tf.mean(smoothL1(features, masked[level]))); // [B, H, W, F] -> []
      const similarity = tf.addN(levels) as tf.Scalar; // L x [] -> []
      return { total: tf.add(total, similarity), parts: { ...parts, similarity } };
    },
  };
}
