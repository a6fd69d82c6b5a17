import { Random } from '../common/random';
import { augment, type AugmentationConfiguration } from '../datasets/augmentation';
import type { PoseDataset } from '../datasets/poseDataset';
import { tf } from '../tensor/engine';
import { emptyBatch } from './faults/emptyBatch';
import type { BatchArrays, BatchTensors, LearningTask, TrainingTask } from './trainingTask';

/** Makes the batch of any step without the ones before it: everything drawn depends on the seed and the step alone. */
export interface Batches {
  readonly size: number;
  /**
   * @returns the arrays of the batch of a step; they are overwritten by the next call
   * @throws NumericalFaultError naming the data set and the step when there is no example
   */
  at(step: number): Promise<BatchArrays>;
}

/** What a stream of batches is made of. */
export interface BatchOptions {
  readonly dataset: PoseDataset;
  readonly task: TrainingTask;
  readonly size: number;
  readonly augmentation: AugmentationConfiguration;
  readonly seed: number;
}

/** Goes through the data set epoch after epoch, each in a new order; an image is augmented anew each time. */
export function trainingBatches({ dataset, task, size, augmentation, seed }: BatchOptions): Batches {
  const arrays = allocate(task, size);
  const count = dataset.samples.length;
  let cached: { epoch: number; order: Uint32Array } = { epoch: -1, order: new Uint32Array() };
  const orderOf = (epoch: number) => {
    if (cached.epoch !== epoch)
      cached = { epoch, order: Random.derive(seed, 'epoch', epoch).permutation(count) };
    return cached.order;
  };
  return {
    size,
    async at(step) {
      if (count === 0 || size === 0) throw emptyBatch(`${dataset.name}, split ${dataset.split}`, step);
      for (let position = 0; position < size; position++) {
        const drawn = step * size + position;
        const index = orderOf(Math.floor(drawn / count))[drawn % count];
        const random = Random.derive(seed, 'example', drawn);
        const { camera, instances } = dataset.samples[index];
        const pixels = await dataset.pixels(index);
        task.fill(
          arrays,
          position,
          { instances, ...augment({ ...pixels, camera }, augmentation, random) },
          random,
        );
      }
      return arrays;
    },
  };
}

/** Makes the arrays of a batch, all zero. */
export function allocate(task: LearningTask, size: number): BatchArrays {
  return Object.fromEntries(
    Object.entries(task.shapes).map(([name, shape]) => [name, new Float32Array(size * elementCount(shape))]),
  );
}

/** Copies a batch into tensors that the caller disposes. */
export function batchTensors(task: LearningTask, arrays: BatchArrays): BatchTensors {
  return Object.fromEntries(
    Object.entries(task.shapes).map(([name, shape]) => {
      const size = arrays[name].length / elementCount(shape);
      return [name, tf.tensor(Float32Array.from(arrays[name]), [size, ...shape], 'float32')];
    }),
  );
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
