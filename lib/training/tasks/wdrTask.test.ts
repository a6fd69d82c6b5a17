import { describe, expect, it, onTestFinished } from 'vitest';
import { cube, squareDataset, syntheticTask, tinyWdr } from '../../../test/support/syntheticTask';
import { ConfigurationError, DatasetError } from '../../common/errors';
import { Random } from '../../common/random';
import { noAugmentation } from '../../datasets/augmentation';
import { loadPnpSolver } from '../../geometry/pnp';
import { fullPrecision } from '../../models/modularNetwork';
import { tf } from '../../tensor/engine';
import { allocate, batchTensors, trainingBatches } from '../batches';
import { wdrPredictor } from '../prediction/posePredictor';
import { wdrTask } from './wdrTask';

function makeTask(classes: number) {
  const configuration = { ...tinyWdr, head: { ...tinyWdr.head, classes } };
  const made = syntheticTask(
    configuration,
    1,
    Array.from({ length: classes }, (_, index) => ({ ...cube, id: index + 1 })),
  );
  onTestFinished(() => {
    made.network.dispose();
  });
  return made;
}

const decoding = {
  confidenceThreshold: 0.5,
  ransac: { iterations: 10, inlierThreshold: 1, confidence: 0.9 },
};

describe('the task of WDR', () => {
  it('sums its losses over cells, scaled so that a batch of any size weighs as one of 8', async () => {
    const { task } = makeTask(1);
    const losses: number[] = [];
    for (const size of [2, 4]) {
      const batches = trainingBatches({
        dataset: squareDataset(1, 32, 3),
        task,
        size,
        augmentation: noAugmentation,
        seed: 5,
      });
      const arrays = await batches.at(0);
      for (const values of Object.values(arrays)) {
        const row = values.length / size;
        for (let position = 1; position < size; position++) values.copyWithin(position * row, 0, row);
      }
      const batch = batchTensors(task, arrays);
      losses.push(
        tf.tidy(() => task.losses(batch, { training: false, precision: fullPrecision }).total.dataSync()[0]),
      );
      tf.dispose(batch);
    }
    expect(losses[0]).toBeGreaterThan(0);
    expect(losses[1] / losses[0]).toBeCloseTo(1, 5);
  });

  it('takes the corners of the class that a cell is positive for', async () => {
    const [one, two] = [makeTask(1), makeTask(2)];
    const dataset = squareDataset(1, 32, 3);
    const { camera, instances } = dataset.samples[0];
    const example = { ...(await dataset.pixels(0)), camera, instances };
    const objectSpaceOf = ({ task, network }: typeof one, objectClass: number) => {
      const arrays = allocate(task, 1);
      const ofClass = instances.map((instance) => ({ ...instance, objectId: objectClass + 1 }));
      task.fill(arrays, 0, { ...example, instances: ofClass }, Random.derive(1, 'targets'));
      for (const { layer, role, variable } of network.parameters) {
        if (layer !== 'head.pose_pred' || role === 'gain') continue;
        const rows = variable.shape.at(-1)!;
        const values = Float32Array.from({ length: variable.size }, (_, index) => {
          const channel = index % rows;
          return channel >= 16 * objectClass && channel < 16 * objectClass + 16 ? 0.02 * (channel % 16) : 9;
        });
        tf.tidy(() => {
          variable.assign(tf.tensor(values, variable.shape));
        });
      }
      const batch = batchTensors(task, arrays);
      const pass = { training: false, precision: fullPrecision };
      const loss = tf.tidy(() => task.losses(batch, pass).parts['objectSpace'].dataSync()[0]);
      tf.dispose(batch);
      return loss;
    };
    const expected = objectSpaceOf(one, 0);
    expect(expected).toBeGreaterThan(0);
    for (const objectClass of [0, 1]) expect(objectSpaceOf(two, objectClass) / expected).toBeCloseTo(1, 4);
  });

  it('refuses objects that the network has no class for', async () => {
    const { network } = makeTask(1);
    const objects = [cube, { ...cube, id: 2, name: 'second' }];
    const solver = await loadPnpSolver();
    expect(() => wdrTask(network, objects)).toThrow(ConfigurationError);
    expect(() => wdrPredictor(network, fullPrecision, objects, solver, decoding)).toThrow(
      /head\.classes.*found 1; expected 2, one for each of cube, second/,
    );
  });

  it('refuses images of another size', async () => {
    const { network, task } = makeTask(1);
    const dataset = squareDataset(2, 64, 3);
    const options = { dataset, task, size: 2, augmentation: noAugmentation, seed: 1 };
    await expect(trainingBatches(options).at(0)).rejects.toThrow(DatasetError);
    const predictor = wdrPredictor(network, fullPrecision, [cube], await loadPnpSolver(), decoding);
    const { image } = await dataset.pixels(0);
    expect(() => predictor.predict([image], [dataset.samples[0].camera])).toThrow(
      /found 64 x 64 px.*expected 32 x 32 px/,
    );
  });
});
