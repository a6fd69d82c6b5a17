import { describe, expect, it } from 'vitest';
import { squareDataset, syntheticTask } from '../../test/support/syntheticTask';
import { noAugmentation } from '../datasets/augmentation';
import { quantize, type QuantizationMethod } from '../quantizers/quantization';
import { trainingBatches } from './batches';
import { createTrainer, type OptimizerConfiguration } from './trainer';

const optimizers: OptimizerConfiguration[] = [
  { kind: 'adamW', weightDecay: 1e-4, clipNorm: 5 },
  { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-4, clipNorm: 5 },
];
const methods: (QuantizationMethod | 'none')[] = ['none', 'lsq', 'inq'];
const cases = optimizers.flatMap((optimizer) =>
  methods.map((method) => ({ optimizer, method, kind: optimizer.kind })),
);

async function train(
  optimizer: OptimizerConfiguration,
  method: QuantizationMethod | 'none',
  compiled: boolean,
) {
  const { network, task } = syntheticTask();
  const batches = trainingBatches({
    dataset: squareDataset(16, 32, 3),
    task,
    size: 4,
    augmentation: noAugmentation,
    seed: 5,
  });
  const quantization =
    method === 'none' ? undefined : quantize(network, { backbone: 8, fpn: 2, head: 8 }, method);
  const rate = optimizer.kind === 'sgd' ? 1e-2 : 2e-3;
  const plan = {
    steps: 20,
    learningRate: { base: rate, schedule: { kind: 'cosine' as const }, warmupSteps: 3, restarts: [0.5] },
    optimizer,
    freezing: [
      { at: 0.1, fraction: 0.5 },
      { at: 0.5, fraction: 1 },
    ],
  };
  const trainer = createTrainer(task, batches, plan, { quantization, compiled });
  const losses: number[] = [];
  await trainer.run(20, ({ figures }) => void losses.push(figures['loss'], figures['gradientNorm']));
  const weights = trainer.variables.map(({ variable }) => [...variable.dataSync()]);
  trainer.dispose();
  quantization?.dispose();
  network.dispose();
  return { losses, weights };
}

/** Norm of the difference over the norm of the reference. */
function relativeError(values: number[], reference: number[]): number {
  const norm = (numbers: number[]) => Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0));
  return norm(values.map((value, index) => value - reference[index])) / norm(reference);
}

describe('a compiled training', () => {
  it.each(cases)('$kind, $method: 20 steps equal 20 eager steps to 1e-5', async ({ optimizer, method }) => {
    const eager = await train(optimizer, method, false);
    const compiled = await train(optimizer, method, true);
    expect(relativeError(compiled.losses, eager.losses)).toBeLessThan(1e-5);
    expect(relativeError(compiled.weights.flat(), eager.weights.flat())).toBeLessThan(1e-5);
    expect(eager.losses.at(-2)).toBeLessThan(eager.losses[0]);
  });

  it('gives the same bits twice', async () => {
    const runs = [await train(optimizers[0], 'lsq', true), await train(optimizers[0], 'lsq', true)];
    expect(runs[1]).toEqual(runs[0]);
  });
});
