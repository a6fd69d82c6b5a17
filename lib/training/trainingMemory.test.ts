import { expect, it } from 'vitest';
import { squareDataset, syntheticTask } from '../../test/support/syntheticTask';
import { noAugmentation } from '../datasets/augmentation';
import { quantize } from '../quantizers/quantization';
import { tf } from '../tensor/engine';
import { trainingBatches } from './batches';
import { createTrainer } from './trainer';

const megabyte = 2 ** 20;
/** What the garbage collector and the allocator move by; 5 KB kept a step would be more. */
const tolerance = 32 * megabyte;

const steps = 10_000;
/** The allocator has found its level by the second sample. */
const interval = 1_000;

it('a compiled training with LSQ takes no more memory after 10,000 steps than in its first thousands', async () => {
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
  await trainer.run(interval);
  const { numTensors, numBytes } = tf.memory();
  const resident: number[] = [];
  for (let step = 2 * interval; step <= steps; step += interval) {
    await trainer.run(step);
    resident.push(process.memoryUsage.rss());
  }
  expect(tf.memory()).toMatchObject({ numTensors, numBytes });
  const [early, late] = [resident.slice(0, 3), resident.slice(-3)];
  expect(Math.min(...late) - Math.max(...early)).toBeLessThan(tolerance);
  for (const part of [trainer, quantization, network]) part.dispose();
}, 240_000);
