import { describe, expect, it, vi } from 'vitest';
import { cube, squareDataset, syntheticTask, tinyWdr } from '../../test/support/syntheticTask';
import { noAugmentation } from '../datasets/augmentation';
import { createCaSpaceNetInTraining } from '../models/caSpaceNet';
import { createDlr, tinyDlr } from '../models/dlr';
import { createSegDriven, tinySegDriven } from '../models/segDriven';
import { createZebraPose, tinyZebraPose } from '../models/zebraPose';
import type { ModuleBits } from '../quantizers/moduleBits';
import type { QuantizationMethod } from '../quantizers/methods/quantizationMethods';
import { quantize } from '../quantizers/quantization';
import { tf } from '../tensor/engine';
import { trainingBatches } from './batches';
import { caSpaceNetTask } from './tasks/caSpaceNetTask';
import { dlrTask } from './tasks/dlrTask';
import { segDrivenTask } from './tasks/segDrivenTask';
import { createTrainer, type OptimizerConfiguration } from './trainer';
import type { TrainingTask } from './trainingTask';
import { zebraPoseTask } from './tasks/zebraPoseTask';

/** Threads share the work of an operation differently in a graph and eagerly, which moves last bits. */
vi.hoisted(() => {
  process.env['MQAT_THREADS'] = '1';
});

/** A network with its losses: a new one is a row more. */
interface Trained {
  readonly side: number;
  readonly bits: ModuleBits;
  make(): TrainingTask;
}

const wdrBits = { backbone: 8, fpn: 2, head: 8 };
const networks: Readonly<Record<string, Trained>> = {
  wdr: { side: 32, bits: wdrBits, make: () => syntheticTask().task },
  caSpaceNet: {
    side: 32,
    bits: wdrBits,
    make: () => caSpaceNetTask(createCaSpaceNetInTraining(tinyWdr, 1), [cube]),
  },
  segDriven: {
    side: 32,
    bits: { backbone: 8, segmentation: 2, regression: 8 },
    make: () => segDrivenTask(createSegDriven(tinySegDriven, 1), [cube]),
  },
  dlr: { side: 32, bits: { backbone: 8, head: 2 }, make: () => dlrTask(createDlr(tinyDlr, 1), [cube]) },
};
/**
 * Networks with a mean that a gradient flows through: TensorFlow's graph optimizer makes its division a multiplication by the
 * inverse, which moves last bits, and the L1 losses of ZebraPose have gradients that jump, so that a last bit can part two
 * trainings.
 */
const networksWithMeans: Readonly<Record<string, Trained>> = {
  zebraPose: {
    side: 48,
    bits: { backbone: 8, aspp: 4 },
    make: () => zebraPoseTask(createZebraPose(tinyZebraPose, 1), [cube]),
  },
};
const optimizers: OptimizerConfiguration[] = [
  { kind: 'adamW', weightDecay: 1e-4, clipNorm: 5 },
  { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-4, clipNorm: 5 },
];
const methods: (QuantizationMethod | 'none')[] = ['none', 'lsq', 'inq'];

function casesOf(rows: Readonly<Record<string, Trained>>) {
  return Object.keys(rows).flatMap((name) =>
    optimizers.flatMap((optimizer) =>
      methods.map((method) => ({ name, optimizer, method, kind: optimizer.kind })),
    ),
  );
}

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
  const gradientNorms: number[] = [];
  await trainer.run(20, ({ figures }) => {
    losses.push(figures['loss']);
    gradientNorms.push(figures['gradientNorm']);
  });
  const weights = trainer.variables.map(({ variable }) => variable.dataSync().slice());
  dispose();
  return { losses, gradientNorms, weights };
}

/** Trains a step eagerly, the same step as a graph from the same state, and so on. @returns relative differences a step */
async function trainInLockstep(
  network: Trained,
  optimizer: OptimizerConfiguration,
  method: QuantizationMethod | 'none',
) {
  const eager = prepare(network, optimizer, method, false);
  const graph = prepare(network, optimizer, method, true);
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

describe('a compiled training', () => {
  it.each(casesOf(networks))(
    '$name, $kind, $method: 20 steps leave the bits of 20 eager ones in every variable',
    async ({ name, optimizer, method }) => {
      const eager = await train(networks[name], optimizer, method, false);
      const compiled = await train(networks[name], optimizer, method, true);
      expect(compiled.weights).toEqual(eager.weights);
      expect(compiled.gradientNorms).toEqual(eager.gradientNorms);
      // Constant factors of a loss are multiplied out by TensorFlow's graph optimizer; the gradients do not see them.
      for (const [step, loss] of compiled.losses.entries())
        expect(Math.abs(loss / eager.losses[step] - 1)).toBeLessThan(1e-6);
      expect(Math.min(...eager.losses)).toBeLessThan(eager.losses[0]);
    },
  );

  it.each(casesOf(networksWithMeans))(
    '$name, $kind, $method: each of 20 steps equals the eager one from the same state',
    async ({ name, optimizer, method }) => {
      const differences = await trainInLockstep(networksWithMeans[name], optimizer, method);
      for (const { loss } of differences) expect(loss).toBeLessThan(1e-5);
      expect(differences.filter(({ gradient }) => gradient < 1e-5).length).toBeGreaterThanOrEqual(16);
    },
  );

  it('gives the same bits twice', async () => {
    const what = [networks['wdr'], optimizers[0], 'lsq', true] as const;
    expect(await train(...what)).toEqual(await train(...what));
  });
});
