/*
 * Training of WDR (Hu et al., arXiv 2104.00337): 0.01 * focal loss + 0.1 * object-space loss, both summed over the cells.
 */
import type { ObjectModel } from '../../datasets/poseDataset';
import { invertIntrinsics } from '../../geometry/projection';
import { normalizeImage } from '../../models/imageNormalization';
import type { LevelPrediction } from '../../models/poseHead';
import type { WdrNetwork } from '../../models/wdr';
import { wdrCells, type WdrCells } from '../../models/wdrCells';
import { checkClasses, checkImageSize } from '../../models/wdrInputs';
import { assignWdrTargets, type WdrTargets } from '../../models/wdrTargets';
import { tf } from '../../tensor/engine';
import { focalLoss } from './focalLoss';
import { objectSpaceLoss } from './objectSpaceLoss';
import type { BatchArrays, BatchTensors, Losses, TrainingTask } from '../trainingTask';

/** Batch size that the paper's loss weights and rates were chosen for: sums over a batch are scaled to it. */
const referenceBatch = 8;
const focalWeight = 0.01;
const objectSpaceWeight = 0.1;

/** What a grid of cells is trained for: the labels it takes and the losses of what it says. */
export interface CellTask {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Writes image and labels of one example into a batch. */
  fill: TrainingTask['fill'];
  /** @param prediction - of the levels, finest first */
  losses(batch: BatchTensors, prediction: readonly LevelPrediction[]): Losses;
}

/**
 * Binds a WDR network to the objects it must find; filling a batch refuses images of another size than the network's.
 * @throws ConfigurationError where the network does not have one class an object
 */
export function wdrTask(network: WdrNetwork, objects: readonly ObjectModel[]): TrainingTask {
  const { shapes, fill, losses } = cellTask(network, objects);
  return {
    network,
    shapes,
    fill,
    losses: (batch, pass) => losses(batch, network.forward(batch['image'] as tf.Tensor4D, pass)),
  };
}

/**
 * Labels and losses of any network that fills WDR's cells.
 * @throws ConfigurationError where the network does not have one class an object
 */
export function cellTask(
  { configuration, levels }: Pick<WdrNetwork, 'configuration' | 'levels'>,
  objects: readonly ObjectModel[],
): CellTask {
  checkClasses(configuration, objects);
  const cells = wdrCells(levels);
  const classes = configuration.head.classes;
  const shapes = {
    image: [configuration.inputHeight, configuration.inputWidth, 3],
    positive: [cells.count, classes],
    negative: [cells.count, classes],
    corners: [cells.count, 24],
    inverseDiameter: [cells.count],
    inverseCamera: [3, 3],
  };
  return {
    shapes,
    fill(batch, position, example, random) {
      checkImageSize(configuration, example.image, example.camera);
      normalizeImage(example.image, batch['image'], position * example.image.length);
      batch['inverseCamera'].set(invertIntrinsics(example.camera.matrix), 9 * position);
      assignWdrTargets(example, objects, levels, cells, random, rowOf(batch, position, shapes));
    },
    losses(batch, prediction) {
      const scale = referenceBatch / batch['image'].shape[0];
      const logits = joinLevels(prediction, 'logits', classes); // [B, N, C]
      const focal = tf.mul(
        focalLoss(logits, batch['positive'], batch['negative']),
        focalWeight * scale,
      ) as tf.Scalar;
      const corners = cornersOfOwnClass(
        joinLevels(prediction, 'corners', 16 * classes),
        batch['positive'],
        classes,
      );
      const unscaled = withConstants(cells, (centers, anchorSizes) =>
        objectSpaceLoss({
          prediction: corners,
          centers,
          anchorSizes,
          inverseCamera: batch['inverseCamera'] as tf.Tensor3D,
          corners: batch['corners'] as tf.Tensor3D,
          inverseDiameter: batch['inverseDiameter'] as tf.Tensor2D,
        }),
      );
      const objectSpace = tf.mul(unscaled, objectSpaceWeight * scale) as tf.Scalar;
      return { total: tf.add(focal, objectSpace), parts: { focal, objectSpace } };
    },
  };
}

/**
 * Puts the maps of all levels in one row of cells.
 * @param channels - of the map
 * @returns [B, N, channels]
 */
export function joinLevels(
  prediction: readonly LevelPrediction[],
  map: keyof LevelPrediction,
  channels: number,
): tf.Tensor3D {
  const flat = prediction.map((level) => tf.reshape(level[map], [level[map].shape[0], -1, channels])); // [B, h, w, X] -> [B, n, X]
  return tf.concat(flat as tf.Tensor3D[], 1); // -> [B, N, X]
}

/** Keeps, of a cell's corners of every class, those of the class it is positive for. */
function cornersOfOwnClass(corners: tf.Tensor3D, positive: tf.Tensor, classes: number): tf.Tensor3D {
  if (classes === 1) return corners;
  const [batch, cells] = corners.shape;
  const byClass = tf.reshape(corners, [batch, cells, classes, 16]); // [B, N, 16 C] -> [B, N, C, 16]
  const chosen = tf.reshape(positive, [batch, cells, classes, 1]); // [B, N, C] -> [B, N, C, 1]
  return tf.sum(tf.mul(byClass, chosen), 2); // [B, N, C, 16] -> [B, N, 16]
}

function withConstants(
  cells: WdrCells,
  build: (centers: tf.Tensor2D, anchorSizes: tf.Tensor1D) => tf.Scalar,
) {
  return build(tf.tensor2d(cells.centers, [cells.count, 2]), tf.tensor1d(cells.anchorSizes));
}

function rowOf(batch: BatchArrays, position: number, shapes: Record<string, readonly number[]>): WdrTargets {
  const row = (name: string) => {
    const size = shapes[name].reduce((product, extent) => product * extent, 1);
    return batch[name].subarray(position * size, (position + 1) * size);
  };
  return {
    positive: row('positive'),
    negative: row('negative'),
    corners: row('corners'),
    inverseDiameter: row('inverseDiameter'),
  };
}
