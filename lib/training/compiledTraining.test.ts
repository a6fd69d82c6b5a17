import { describe, expect, it } from 'vitest';
import { cube, squareDataset, syntheticTask, tinyWdr } from '../../test/support/syntheticTask';
import { noAugmentation } from '../datasets/augmentation';
import { createCaSpaceNetInTraining } from '../models/caSpaceNet';
import { createZebraPose, tinyZebraPose } from '../models/zebraPose';
import type { ModuleBits } from '../quantizers/moduleBits';
import { quantize, type QuantizationMethod } from '../quantizers/quantization';
import { tf } from '../tensor/engine';
import { trainingBatches } from './batches';
import { caSpaceNetTask } from './caSpaceNetTask';
import { createTrainer, type OptimizerConfiguration } from './trainer';
import type { TrainingTask } from './trainingTask';
import { zebraPoseTask } from './zebraPoseTask';

/** A network with its losses: a new one is a row more. */
interface Trained {
  readonly side: number;
  readonly bits: ModuleBits;
  make(): TrainingTask;
}

const networks: Readonly<Record<string, Trained>> = {
  wdr: { side: 32, bits: { backbone: 8, fpn: 2, head: 8 }, make: () => syntheticTask().task },
  caSpaceNet: {
    side: 32,
    bits: { backbone: 8, fpn: 2, head: 8 },
    make: () => caSpaceNetTask(createCaSpaceNetInTraining(tinyWdr, 1), [cube]),
  },
};
/** Its L1 losses have a gradient that jumps where a residual changes sign, so a last bit can part two trainings. */
const zebraPose: Trained = {
  side: 48,
  bits: { backbone: 8, aspp: 4 },
  make: () => zebraPoseTask(createZebraPose(tinyZebraPose, 1), [cube]),
};
const optimizers: OptimizerConfiguration[] = [
  { kind: 'adamW', weightDecay: 1e-4, clipNorm: 5 },
  { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-4, clipNorm: 5 },
];
const methods: (QuantizationMethod | 'none')[] = ['none', 'lsq', 'inq'];
const cases = Object.keys(networks).flatMap((name) =>
  optimizers.flatMap((optimizer) =>
    methods.map((method) => ({ name, optimizer, method, kind: optimizer.kind })),
  ),
);

/** A training of 20 steps, not begun. */
function prepare(
  { side, bits, make }: Trained,
  optimizer: OptimizerConfiguration,
  method: QuantizationMethod | 'none',
  compiled: boolean,
) {
  const task = make();
  const dataset = squareDataset(16, side, 3);
  const batches = trainingBatches({ dataset, task, size: 4, augmentation: noAugmentation, seed: 5 });
  const quantization = method === 'none' ? undefined : quantize(task.network, bits, method);
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
  const dispose = () => {
    for (const part of [trainer, quantization, task.network]) part?.dispose();
  };
  return { trainer, dispose };
}

async function train(...what: Parameters<typeof prepare>) {
  const { trainer, dispose } = prepare(...what);
  const losses: number[] = [];
  await trainer.run(20, ({ figures }) => void losses.push(figures['loss'], figures['gradientNorm']));
  const weights = trainer.variables.map(({ variable }) => [...variable.dataSync()]);
  dispose();
  return { losses, weights };
}

/** Trains a step eagerly, the same step as a graph from the same state, and so on. @returns relative differences a step */
async function trainInLockstep(optimizer: OptimizerConfiguration, method: QuantizationMethod | 'none') {
  const eager = prepare(zebraPose, optimizer, method, false);
  const graph = prepare(zebraPose, optimizer, method, true);
  const differences: { loss: number; gradient: number }[] = [];
  for (let step = 1; step <= 20; step++) {
    const figures: Readonly<Record<string, number>>[] = [];
    for (const { trainer } of [eager, graph])
      await trainer.run(step, (point) => void figures.push(point.figures));
    const difference = (name: string) => Math.abs(figures[1][name] / figures[0][name] - 1);
    differences.push({ loss: difference('loss'), gradient: difference('gradientNorm') });
    graph.trainer.variables.forEach(({ variable }, index) => {
      tf.tidy(() => {
        variable.assign(eager.trainer.variables[index].variable.clone());
      });
    });
  }
  eager.dispose();
  graph.dispose();
  return differences;
}

/** Norm of the difference over the norm of the reference. */
function relativeError(values: number[], reference: number[]): number {
  const norm = (numbers: number[]) => Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0));
  return norm(values.map((value, index) => value - reference[index])) / norm(reference);
}

describe('a compiled training', () => {
  it.each(cases)(
    '$name, $kind, $method: 20 steps equal 20 eager ones',
    async ({ name, optimizer, method }) => {
      const eager = await train(networks[name], optimizer, method, false);
      const compiled = await train(networks[name], optimizer, method, true);
      expect(relativeError(compiled.losses, eager.losses)).toBeLessThan(1e-5);
      expect(relativeError(compiled.weights.flat(), eager.weights.flat())).toBeLessThan(1e-5);
      expect(eager.losses.at(-2)).toBeLessThan(eager.losses[0]);
    },
  );

  it.each(
    optimizers.flatMap((optimizer) => methods.map((method) => ({ optimizer, method, kind: optimizer.kind }))),
  )(
    'zebraPose, $kind, $method: each of 20 steps equals the eager one from the same state',
    async ({ optimizer, method }) => {
      const differences = await trainInLockstep(optimizer, method);
      for (const { loss } of differences) expect(loss).toBeLessThan(1e-5);
      expect(differences.filter(({ gradient }) => gradient < 1e-5).length).toBeGreaterThanOrEqual(16);
    },
  );

  it('gives the same bits twice', async () => {
    const runs = [
      await train(networks['wdr'], optimizers[0], 'lsq', true),
      await train(networks['wdr'], optimizers[0], 'lsq', true),
    ];
    expect(runs[1]).toEqual(runs[0]);
  });
});
