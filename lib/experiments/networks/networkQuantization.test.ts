import { describe, expect, it } from 'vitest';
import { squareDataset } from '../../../test/support/syntheticTask';
import { noAugmentation } from '../../datasets/augmentation';
import { countDistinctValues } from '../../quantizers/distinctValues';
import { weightsOf } from '../../quantizers/layerWeights';
import { quantize } from '../../quantizers/quantization';
import { tf } from '../../tensor/engine';
import { trainingBatches } from '../../training/batches';
import { createTrainer, type TrainingPlan } from '../../training/trainer';
import { networkModules, type NetworkName } from '../configuration/networkModules';
import { buildNetwork } from './networks';

const dataset = squareDataset(4, 32, 3);
const steps = 4;
const plan: TrainingPlan = {
  steps,
  learningRate: { base: 1e-3, schedule: { kind: 'constant' }, warmupSteps: 0, restarts: [] },
  optimizer: { kind: 'adamW', weightDecay: 1e-4, clipNorm: 5 },
  freezing: [
    { at: 0.25, fraction: 0.5 },
    { at: 0.75, fraction: 1 },
  ],
};
/** The first module at 2 bits, the others wider: what one module gets, no other may have. */
const widths = [2, 4, 8];
/** Most distinct values of a layer; 2 bits are ternary. */
const mostValues = (bits: number) => (bits === 2 ? 3 : 2 ** bits);

const cases = (Object.keys(networkModules) as NetworkName[]).flatMap((name) =>
  (['lsq', 'inq'] as const).map((method) => ({ name, method })),
);

describe('one interface for every network:', () => {
  it.each(cases)(
    '$name trains by $method, and every layer has the width of its module',
    async ({ name, method }) => {
      const before = tf.memory().numTensors;
      const network = buildNetwork({ network: name, scale: 'tiny' }, 1);
      const bits = Object.fromEntries(network.modules.map((module, index) => [module, widths[index]]));
      const quantization = quantize(network, bits, method);
      const start = network.layers.map((layer) => weightsOf(network, layer.name).dataSync().slice());
      const task = network.task(dataset.objects);
      const batches = trainingBatches({ dataset, task, size: 2, augmentation: noAugmentation, seed: 1 });
      const trainer = createTrainer(task, batches, plan, { quantization, compiled: true });
      const losses: number[] = [];
      await trainer.run(steps, ({ figures }) => void losses.push(figures['loss']));
      trainer.dispose();
      expect(losses).toHaveLength(steps);
      expect(losses.every(Number.isFinite)).toBe(true);

      const counts = countDistinctValues(network, quantization);
      expect(Object.keys(counts)).toEqual(network.layers.map((layer) => layer.name));
      for (const [index, layer] of network.layers.entries()) {
        expect(weightsOf(network, layer.name).dataSync(), layer.name).not.toEqual(start[index]);
        expect(counts[layer.name], layer.name).toBeGreaterThan(1);
        expect(counts[layer.name], layer.name).toBeLessThanOrEqual(mostValues(bits[layer.module]));
      }
      for (const [index, module] of network.modules.slice(1).entries()) {
        const own = network.layers
          .filter((layer) => layer.module === module)
          .map((layer) => counts[layer.name]);
        expect(Math.max(...own), module).toBeGreaterThan(mostValues(widths[index]));
      }
      quantization.dispose();
      network.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});
