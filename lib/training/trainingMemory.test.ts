import { expect, it } from 'vitest';
import { squareDataset, syntheticTask } from '../../test/support/syntheticTask';
import { noAugmentation } from '../datasets/augmentation';
import { quantize } from '../quantizers/quantization';
import { tf } from '../tensor/engine';
import { trainingBatches } from './batches';
import { createTrainer } from './trainer';

const megabyte = 2 ** 20;

/** The allocator has found its level by then. */
const warmSteps = 2_000;
const steps = 10_000;

it('a compiled training with LSQ takes no more memory after 10,000 steps than after 2,000', async () => {
  const { network, task } = syntheticTask();
  const dataset = squareDataset(4, 32, 3);
  const batches = trainingBatches({ dataset, task, size: 1, augmentation: noAugmentation, seed: 5 });
  const quantization = quantize(network, { backbone: 8, fpn: 2, head: 8 }, 'lsq');
  const plan = {
    steps,
    learningRate: { base: 1e-4, schedule: { kind: 'constant' as const }, warmupSteps: 0, restarts: [] },
    optimizer: { kind: 'adamW' as const, weightDecay: 1e-4, clipNorm: 5 },
    freezing: [],
  };
  const trainer = createTrainer(task, batches, plan, { quantization, compiled: true });
  await trainer.run(warmSteps);
  const { numTensors, numBytes } = tf.memory();
  const resident = process.memoryUsage.rss();
  await trainer.run(steps);
  expect(tf.memory()).toMatchObject({ numTensors, numBytes });
  expect(process.memoryUsage.rss() - resident).toBeLessThan(16 * megabyte);
  for (const part of [trainer, quantization, network]) part.dispose();
}, 240_000);
