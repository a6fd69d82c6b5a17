import { afterAll, describe, expect, it } from 'vitest';
import { Random } from '../common/random';
import { modularNetworkOf } from '../models/layersModel/layersModel';
import { quantize } from '../quantizers/quantization';
import { tf } from '../tensor/engine';
import { arrayBatches } from '../training/arrayBatches';
import { assignVariables, readVariables } from '../training/namedVariables';
import { retrainingPlan } from '../training/retrainingPlan';
import { supervisedTask } from '../training/tasks/supervisedTask';
import { createTrainer } from '../training/trainer';
import { algorithm1 } from './algorithm1';
import { trainedBench } from './trainedBench';

const layers = [5, 2].map((units, index) =>
  tf.layers.dense({
    name: `layer${index}`,
    units,
    kernelInitializer: tf.initializers.heNormal({ seed: index }),
  }),
);
const model = tf.sequential({
  name: 'plain',
  layers: [tf.layers.inputLayer({ inputShape: [4] }), ...layers],
});
const network = modularNetworkOf(model, { all: ['layer*'] });
const task = supervisedTask(network, { input: [4], target: [2] }, (target, output) =>
  tf.losses.meanSquaredError(target, output),
);
const random = Random.derive(5);
const numbers = (count: number) => Float32Array.from({ length: count }, () => random.normal(0, 1));
const batches = arrayBatches(task, { input: numbers(32 * 4), target: numbers(32 * 2) }, { size: 8, seed: 1 });
const plan = retrainingPlan(8, 0.01);
afterAll(() => {
  network.dispose();
});

describe.each(['lsq', 'inq'] as const)('a network without modules by %s', (method) => {
  it.each([
    [8, -1],
    [2, 1],
  ])('is trained as uniform %i-bit training does, to the bit', async (bits, gain) => {
    const start = readVariables(network.parameters);
    const before = tf.memory().numTensors;
    // A probe is worth more than full precision by the gain.
    const accuracy = (_: unknown, { variables }: { readonly variables: readonly unknown[] }) =>
      variables.length > 0 ? gain : 0;
    const bench = trainedBench({ task, batches, plan, method, accuracy });
    const result = await algorithm1(bench, { widths: [2, 8], compressionFactor: 4 });
    expect([result.rho, result.steps]).toEqual([{ all: bits }, [{ module: 'all', bits }]]);

    assignVariables(network.parameters, start, 'start');
    const quantization = quantize(network, { all: bits }, method);
    const trainer = createTrainer(task, batches, plan, { quantization, compiled: true });
    await trainer.run(plan.steps);
    const uniform = readVariables([...network.parameters, ...quantization.trained, ...quantization.state]);
    for (const part of [trainer, quantization]) part.dispose();
    assignVariables(network.parameters, start, 'start');
    expect([...result.model.arrays]).toEqual([...uniform]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
