import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, vi } from 'vitest';
import { squareDataset, syntheticTask, tinyWdr } from '../../test/support/syntheticTask';
import { noAugmentation } from '../datasets/augmentation';
import type { WdrConfiguration } from '../models/wdr';
import { quantize } from '../quantizers/quantization';
import { tf } from '../tensor/engine';
import { trainingBatches } from './batches';
import { createTrainer } from './trainer';

/** What a small step costs beside a thread is waiting for the other. */
vi.hoisted(() => {
  process.env['MQAT_THREADS'] = '1';
});

/** Every kind of layer, and a step of a millisecond. */
const network: WdrConfiguration = {
  ...tinyWdr,
  inputWidth: 16,
  inputHeight: 16,
  backbone: { initialChannels: 2, stageChannels: [4, 4, 4], stageUnits: [1, 2, 1] },
  pyramid: { channels: 4, stages: [2, 3], extraLevels: 0 },
};
/** The allocator has found its level by then. */
const warmSteps = 2_000;
const steps = 10_000;
/** Bytes: half a kilobyte a step */
const tolerance = 4 * 2 ** 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function memoryInUse() {
  collectGarbage();
  const { numTensors, numBytes } = tf.memory();
  return { resident: process.memoryUsage.rss(), numTensors, numBytes };
}

it('a compiled training with LSQ takes no more memory after 10,000 steps than after 2,000', async () => {
  const { network: wdr, task } = syntheticTask(network);
  const dataset = squareDataset(4, network.inputWidth, 3);
  const batches = trainingBatches({ dataset, task, size: 1, augmentation: noAugmentation, seed: 5 });
  const quantization = quantize(wdr, { backbone: 8, fpn: 2, head: 8 }, 'lsq');
  const plan = {
    steps,
    learningRate: { base: 1e-4, schedule: { kind: 'constant' as const }, warmupSteps: 0, restarts: [] },
    optimizer: { kind: 'adamW' as const, weightDecay: 1e-4, clipNorm: 5 },
    freezing: [],
  };
  const trainer = createTrainer(task, batches, plan, { quantization, compiled: true });
  await trainer.run(warmSteps);
  const { resident, ...tensors } = memoryInUse();
  await trainer.run(steps);
  const after = memoryInUse();
  expect(after).toMatchObject(tensors);
  expect(after.resident - resident).toBeLessThan(tolerance);
  for (const part of [trainer, quantization, wdr]) part.dispose();
});
