import { describe, expect, it } from 'vitest';
import { noAugmentation } from '../lib/datasets/augmentation';
import { silentReporter } from '../lib/common/reporter';
import { loadPnpSolver } from '../lib/geometry/pnp';
import { fullPrecision } from '../lib/models/modularNetwork';
import { assignVariables, readVariables } from '../lib/training/namedVariables';
import { predictDataset, wdrPredictor } from '../lib/training/prediction/posePredictor';
import { reestimateStatistics } from '../lib/training/statisticsEstimation';
import type { QuantizationMethod } from '../lib/quantizers/methods/quantizationMethods';
import { quantize } from '../lib/quantizers/quantization';
import { tf } from '../lib/tensor/engine';
import { trainingBatches } from '../lib/training/batches';
import { createTrainer } from '../lib/training/trainer';
import { squareDataset, syntheticTask } from './support/syntheticTask';

const methods: (QuantizationMethod | 'none')[] = ['none', 'lsq', 'inq'];
const cases = methods.flatMap((method) => [false, true].map((compiled) => ({ method, compiled })));

/** @returns the number of live tensors after each step, and how many outlive the whole training */
async function countTensors(method: QuantizationMethod | 'none', compiled: boolean) {
  const before = tf.memory().numTensors;
  const { network, task } = syntheticTask();
  const dataset = squareDataset(8, 32, 3);
  const batches = trainingBatches({ dataset, task, size: 4, augmentation: noAugmentation, seed: 5 });
  const quantization =
    method === 'none' ? undefined : quantize(network, { backbone: 8, fpn: 2, head: 8 }, method);
  const plan = {
    steps: 10,
    learningRate: { base: 1e-3, schedule: { kind: 'cosine' as const }, warmupSteps: 2, restarts: [0.5] },
    optimizer: { kind: 'adamW' as const, weightDecay: 1e-4, clipNorm: 5 },
    freezing: [{ at: 0.5, fraction: 0.5 }],
  };
  const trainer = createTrainer(task, batches, plan, { quantization, compiled });
  const duringSteps: number[] = [];
  await trainer.run(10, () => void duringSteps.push(tf.memory().numTensors));
  trainer.dispose();
  quantization?.dispose();
  network.dispose();
  return { duringSteps, after: tf.memory().numTensors - before };
}

describe('training leaks no tensors', () => {
  it.each(cases)('method $method, compiled $compiled', async ({ method, compiled }) => {
    const { duringSteps, after } = await countTensors(method, compiled);
    expect(new Set(duringSteps)).toHaveLength(1);
    expect(after).toBe(0);
  });
});

describe('using a network leaks no tensors', () => {
  it('predicting, estimating statistics, reading and assigning variables', async () => {
    const solver = await loadPnpSolver();
    const before = tf.memory().numTensors;
    const { network, task } = syntheticTask();
    const dataset = squareDataset(6, 32, 3);
    const batches = trainingBatches({ dataset, task, size: 4, augmentation: noAugmentation, seed: 5 });
    const made = tf.memory().numTensors;
    const ransac = { iterations: 20, inlierThreshold: 4, confidence: 0.9 };
    const decoding = { confidenceThreshold: 0.001, ransac };
    const predictor = wdrPredictor(network, fullPrecision, dataset.objects, solver, decoding);
    await predictDataset(predictor, dataset, 4, silentReporter);
    await reestimateStatistics(task, batches, fullPrecision, 0, 2);
    assignVariables(network.parameters, readVariables(network.parameters), 'memory');
    expect(tf.memory().numTensors).toBe(made);
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
