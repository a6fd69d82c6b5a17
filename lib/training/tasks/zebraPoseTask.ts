/*
 * Training of ZebraPose (Su et al., arXiv 2203.09418): 3 * code loss + mask loss, on crops around the object as a detector
 * would give them.
 */
import { jitteredBox, silhouetteBox, type BoxJitter } from '../../datasets/imageBox';
import type { ObjectModel } from '../../datasets/poseDataset';
import { normalizeImage } from '../../models/imageNormalization';
import { checkSingleObject } from '../../models/singleObject';
import { surfaceCode } from '../../models/surfaceCode';
import type { ZebraPoseNetwork } from '../../models/zebraPose';
import { zebraLabeler } from '../../models/zebraTargets';
import { tf } from '../../tensor/engine';
import { codeLoss, maskLoss, updateBitErrors, type CodeLossInputs, type CodeLossKind } from './codeLoss';
import type { TrainingTask } from '../trainingTask';

const codeWeight = 3;
/** Objects of which less is seen do not count in training. */
const leastVisibleFraction = 0.2;

/** How far boxes are from the true ones, in training and where the truth stands in for a detector. */
export const detectionJitter: BoxJitter = { shift: 0.1, scale: 0.1 };

/**
 * Binds a ZebraPose network to the one object that it must find, and cuts the object's surface into patches.
 * @param kind - of the code's loss; runs have the published one
 * @throws ConfigurationError when there is not one object
 * @throws DatasetError when the object has no triangles
 */
export function zebraPoseTask(
  network: ZebraPoseNetwork,
  objects: readonly ObjectModel[],
  kind: CodeLossKind = 'weightedBce',
): TrainingTask {
  const { cropSize, codeBits } = network.configuration;
  const object = checkSingleObject(network.architecture, objects);
  const labeler = zebraLabeler(object, surfaceCode(object, codeBits), cropSize);
  const side = network.mapSize;
  const [cropLength, mapLength] = [3 * cropSize ** 2, side ** 2];
  return {
    network,
    shapes: {
      image: [cropSize, cropSize, 3],
      mask: [side, side, 1],
      code: [side, side, codeBits],
      weight: [1, 1, 1],
    },
    fill(batch, position, example, random) {
      const row = (name: string, length: number) =>
        batch[name].subarray(position * length, (position + 1) * length);
      const index = example.instances.findIndex(({ objectId }) => objectId === object.id);
      const instance = example.instances.at(index);
      const targets = { mask: row('mask', mapLength), code: row('code', mapLength * codeBits) };
      if (index < 0 || instance === undefined || (instance.visibleFraction ?? 1) < leastVisibleFraction) {
        for (const values of [targets.mask, targets.code, row('image', cropLength), row('weight', 1)])
          values.fill(0);
        return;
      }
      const truth = silhouetteBox(object, instance.pose, example.camera);
      const box = jitteredBox(truth, detectionJitter, random);
      const crop = labeler.label(example, box, instance, index + 1, targets);
      normalizeImage(crop, batch['image'], position * cropLength);
      row('weight', 1).fill(1);
    },
    losses(batch, pass) {
      const { mask, code } = network.forward(batch['image'] as tf.Tensor4D, pass);
      const inputs = {
        ...{ mask, code, trueMask: batch['mask'], trueCode: batch['code'], weight: batch['weight'] },
      } as CodeLossInputs;
      if (pass.training) updateBitErrors(inputs, network.bitErrors);
      const codePart = tf.mul(codeLoss(inputs, network.bitErrors, kind), codeWeight) as tf.Scalar;
      const maskPart = maskLoss(inputs);
      return { total: tf.add(codePart, maskPart), parts: { code: codePart, mask: maskPart } };
    },
  };
}
