import { describe, expect, it } from 'vitest';
import { squareDataset, syntheticTask } from '../../test/support/syntheticTask';
import { noAugmentation, type AugmentationConfiguration } from '../datasets/augmentation';
import type { PoseDataset } from '../datasets/poseDataset';
import { tf } from '../tensor/engine';
import { batchTensors, trainingBatches } from './batches';
import type { BatchArrays } from './trainingTask';

const { network, task } = syntheticTask();
const augmentation: AugmentationConfiguration = {
  shift: 0.1,
  scale: 0.1,
  rotation: 10,
  brightness: 0.1,
  contrast: 0.1,
  noise: 3,
};

function batchesOf(dataset: PoseDataset, size: number, options = { augmentation, seed: 5 }) {
  return trainingBatches({ dataset, task, size, ...options });
}

const copy = (arrays: BatchArrays) =>
  Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, [...values]]));

describe('training batches', () => {
  it('are the same for a step, whatever was asked for before', async () => {
    const dataset = squareDataset(7, 32, 3);
    const inOrder = batchesOf(dataset, 3);
    const expected: ReturnType<typeof copy>[] = [];
    for (let step = 0; step < 6; step++) expected.push(copy(await inOrder.at(step)));
    const jumping = batchesOf(dataset, 3);
    for (const step of [5, 0, 3, 3, 1]) expect(copy(await jumping.at(step))).toEqual(expected[step]);
  });

  it('are others for another seed, and augment an image anew in each epoch', async () => {
    const dataset = squareDataset(4, 32, 3);
    const first = copy(await batchesOf(dataset, 4).at(0));
    const other = copy(await batchesOf(dataset, 4, { augmentation, seed: 6 }).at(0));
    expect(other['image']).not.toEqual(first['image']);
    const one = batchesOf(squareDataset(1, 32, 3), 1);
    const camera = copy(await one.at(0))['inverseCamera'];
    expect(copy(await one.at(1))['inverseCamera']).not.toEqual(camera);
  });

  it('show every image once an epoch, in an order that changes', async () => {
    const dataset = squareDataset(10, 32, 3);
    const asked: number[] = [];
    const watched = { ...dataset, pixels: (index: number) => (asked.push(index), dataset.pixels(index)) };
    const batches = batchesOf(watched, 4, { augmentation: noAugmentation, seed: 5 });
    for (let step = 0; step < 10; step++) await batches.at(step);
    const epochs = [0, 1, 2, 3].map((epoch) => asked.slice(10 * epoch, 10 * epoch + 10));
    for (const epoch of epochs) expect([...epoch].sort((a, b) => a - b)).toEqual([...Array(10).keys()]);
    expect(new Set(epochs.map(String))).toHaveLength(4);
  });

  it('become tensors of the shapes that the task declares, apart from the arrays', async () => {
    const arrays = await batchesOf(squareDataset(4, 32, 3), 2).at(0);
    const tensors = batchTensors(task, arrays);
    expect(tensors['image'].shape).toEqual([2, 32, 32, 3]);
    expect(tensors['inverseCamera'].shape).toEqual([2, 3, 3]);
    const before = [...tensors['image'].dataSync()];
    arrays['image'].fill(0);
    expect([...tensors['image'].dataSync()]).toEqual(before);
    tf.dispose(tensors);
    network.dispose();
  });
});
