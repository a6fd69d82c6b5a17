import { describe, expect, it, onTestFinished } from 'vitest';
import { cube, squareDataset } from '../../../test/support/syntheticTask';
import { ConfigurationError } from '../../common/errors';
import { noAugmentation } from '../../datasets/augmentation';
import { fullPrecision } from '../../models/modularNetwork';
import { createZebraPose, tinyZebraPose } from '../../models/zebraPose';
import { quantize } from '../../quantizers/quantization';
import { tf } from '../../tensor/engine';
import { batchTensors, trainingBatches } from '../batches';
import { createTrainer } from '../trainer';
import { zebraPoseTask } from './zebraPoseTask';

const dataset = squareDataset(8, 48, 3);
const options = { dataset, size: 4, augmentation: noAugmentation, seed: 5 };

function makeTask() {
  const network = createZebraPose(tinyZebraPose, 1);
  onTestFinished(() => {
    network.dispose();
  });
  return { network, task: zebraPoseTask(network, [cube]) };
}

describe('the task of ZebraPose', () => {
  it('learns, as one graph and eagerly alike, and leaves no tensor', async () => {
    const plan = {
      steps: 20,
      learningRate: { base: 1e-2, schedule: { kind: 'constant' as const }, warmupSteps: 0, restarts: [] },
      optimizer: { kind: 'adamW' as const, weightDecay: 1e-4, clipNorm: 5 },
      freezing: [],
    };
    const curves: number[][] = [];
    for (const compiled of [false, true]) {
      const { network, task } = makeTask();
      const before = tf.memory().numTensors;
      const quantization = quantize(network, { backbone: 8, aspp: 4 }, 'lsq');
      const batches = trainingBatches({ ...options, task });
      const trainer = createTrainer(task, batches, plan, { quantization, compiled });
      const losses: number[] = [];
      await trainer.run(plan.steps, ({ figures }) => void losses.push(figures['loss']));
      curves.push(losses);
      const errors = [...network.bitErrors.dataSync()];
      expect(Math.max(...errors.map((value) => Math.abs(value - 0.5)))).toBeGreaterThan(0.05);
      trainer.dispose();
      quantization.dispose();
      expect(tf.memory().numTensors).toBe(before);
    }
    const [eager, graph] = curves;
    for (const [step, loss] of eager.entries()) expect(graph[step] / loss).toBeCloseTo(1, 4);
    expect(eager[19]).toBeLessThan(0.7 * eager[0]);
  });

  it('does not count objects of which less than a fifth is seen', async () => {
    const { network, task } = makeTask();
    const hidden = {
      ...dataset,
      samples: dataset.samples.map((sample) => ({
        ...sample,
        instances: sample.instances.map((instance) => ({ ...instance, visibleFraction: 0.19 })),
      })),
    };
    const batch = batchTensors(task, await trainingBatches({ ...options, dataset: hidden, task }).at(0));
    expect([...batch['weight'].dataSync()]).toEqual([0, 0, 0, 0]);
    tf.tidy(() => {
      const pass = { training: false, precision: fullPrecision };
      expect(task.losses(batch, pass).total.dataSync()[0]).toBe(0);
    });
    tf.dispose(batch);
    expect([...network.bitErrors.dataSync()]).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  it('is for one object', () => {
    const { network } = makeTask();
    expect(() => zebraPoseTask(network, [cube, cube])).toThrow(ConfigurationError);
  });
});
