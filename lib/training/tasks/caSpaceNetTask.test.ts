import { describe, expect, it, onTestFinished } from 'vitest';
import { cube, squareDataset, tinyWdr } from '../../../test/support/syntheticTask';
import { noAugmentation } from '../../datasets/augmentation';
import { createCaSpaceNetInTraining } from '../../models/caSpaceNet';
import { fullPrecision } from '../../models/modularNetwork';
import { quantize } from '../../quantizers/quantization';
import { tf } from '../../tensor/engine';
import { batchTensors, trainingBatches } from '../batches';
import { caSpaceNetTask } from './caSpaceNetTask';
import { createTrainer } from '../trainer';
import { wdrTask } from './wdrTask';

const dataset = squareDataset(8, 32, 3);
const options = { dataset, size: 4, augmentation: noAugmentation, seed: 5 };

function makeTask() {
  const network = createCaSpaceNetInTraining(tinyWdr, 1);
  onTestFinished(() => {
    network.dispose();
  });
  return { network, task: caSpaceNetTask(network, [cube]) };
}

describe('the task of CA-SpaceNet', () => {
  it("adds the distance of the counterfactual features to WDR's losses", async () => {
    const { network, task } = makeTask();
    const batch = batchTensors(task, await trainingBatches({ ...options, task }).at(0));
    const pass = { training: false, precision: fullPrecision };
    tf.tidy(() => {
      const images = batch['image'] as tf.Tensor4D;
      const { total, parts } = task.losses(batch, pass);
      const wdr = wdrTask(network, [cube]).losses(batch, pass);
      const masked = network.maskedFeatures(batch['maskedImage'] as tf.Tensor4D);
      const distances = network.predict(images, pass).counterfactual.map((features, level) => {
        const [ours, theirs] = [[...features.dataSync()], [...masked[level].dataSync()]];
        const each = ours.map((value, index) => {
          const d = Math.abs(value - theirs[index]);
          return d < 1 ? d ** 2 / 2 : d - 0.5;
        });
        return each.reduce((sum, value) => sum + value, 0) / each.length;
      });
      const expected = distances.reduce((sum, value) => sum + value, 0);
      expect(parts['similarity'].dataSync()[0]).toBeCloseTo(expected, 4);
      expect(total.dataSync()[0]).toBeCloseTo(wdr.total.dataSync()[0] + expected, 4);
    });
    tf.dispose(batch);
  });

  it('trains quantized, as one graph, with its frozen path unmoved and without leaving a tensor', async () => {
    const { network, task } = makeTask();
    const before = tf.memory().numTensors;
    const quantization = quantize(network, { backbone: 8, fpn: 2, head: 8 }, 'lsq');
    const frozen = () =>
      network.statistics
        .filter(({ name }) => name.startsWith('maskedPath.'))
        .map(({ variable }) => [...variable.dataSync()]);
    const start = frozen();
    const plan = {
      steps: 12,
      learningRate: { base: 3e-3, schedule: { kind: 'constant' as const }, warmupSteps: 0, restarts: [] },
      optimizer: { kind: 'adamW' as const, weightDecay: 1e-4, clipNorm: 5 },
      freezing: [],
    };
    const batches = trainingBatches({ ...options, task });
    const trainer = createTrainer(task, batches, plan, { quantization, compiled: true });
    const losses: number[] = [];
    const similarities: number[] = [];
    await trainer.run(plan.steps, ({ figures }) => {
      losses.push(figures['loss']);
      similarities.push(figures['similarity']);
    });
    expect(losses[11]).toBeLessThan(0.8 * losses[0]);
    expect(similarities[11]).toBeLessThan(similarities[0]);
    expect(frozen()).toEqual(start);
    trainer.dispose();
    quantization.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
