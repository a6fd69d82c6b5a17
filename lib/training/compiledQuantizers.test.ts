import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { squareDataset, syntheticTask } from '../../test/support/syntheticTask';
import { toyBatches, toyTask } from '../../test/support/toyTask';
import { noAugmentation } from '../datasets/augmentation';
import { activationMethods, type ActivationMethod } from '../quantizers/activations/activationMethods';
import {
  methodNamed,
  quantizationMethods,
  type QuantizationMethod,
} from '../quantizers/methods/quantizationMethods';
import { quantize, type ActivationOptions } from '../quantizers/quantization';
import { trainingBatches, batchTensors, type Batches } from './batches';
import { readVariables } from './namedVariables';
import { createTrainer } from './trainer';
import type { LearningTask } from './trainingTask';
import { tf } from '../tensor/engine';

/** Threads share the work of an operation differently in a graph and eagerly, which moves last bits. */
vi.hoisted(() => {
  process.env['MQAT_THREADS'] = '1';
});

interface Quantized {
  readonly task: LearningTask;
  readonly batches: Batches;
  readonly method: QuantizationMethod;
  readonly bits: number;
  readonly activations: ActivationOptions;
}

const steps = 6;

/** @returns every variable of a training after its last step, and the gradient norms on the way */
async function train({ task, batches, method, bits, activations }: Quantized, compiled: boolean) {
  const { network } = task;
  const widths = Object.fromEntries(network.modules.map((module) => [module, bits]));
  const quantization = quantize(network, widths, method, { activations });
  const first = batchTensors(task, await batches.at(0));
  await quantization.calibrate(() => {
    tf.tidy(() => {
      task.losses(first, { training: false, precision: quantization });
    });
  });
  tf.dispose(first as Record<string, tf.Tensor>);
  const plan = {
    steps,
    learningRate: { base: 2e-3, schedule: { kind: 'constant' as const }, warmupSteps: 0, restarts: [] },
    optimizer: { kind: 'adamW' as const, weightDecay: 1e-4, clipNorm: 5 },
    freezing: [
      { at: 0.34, fraction: 0.5 },
      { at: 0.67, fraction: 1 },
    ],
  };
  const trainer = createTrainer(task, batches, plan, { quantization, compiled });
  onTestFinished(() => {
    for (const part of [trainer, quantization, network]) part.dispose();
  });
  const start = quantization.activationQuantizers.map((quantizer) => quantizer.grid().scale);
  const gradientNorms: number[] = [];
  await trainer.run(steps, ({ figures }) => void gradientNorms.push(figures['gradientNorm']));
  const scales = quantization.activationQuantizers.map((quantizer) => quantizer.grid().scale);
  return {
    gradientNorms,
    moved: scales.map((scale, index) => scale !== start[index]),
    variables: readVariables(trainer.variables),
  };
}

const methods = Object.keys(quantizationMethods) as QuantizationMethod[];
const kinds = Object.keys(activationMethods) as ActivationMethod[];

describe('a compiled step with quantized inputs', () => {
  it.each(methods.map((method, index) => ({ method, kind: kinds[index % kinds.length] })))(
    'leaves the bits of eager ones: weights by $method, inputs by a $kind range',
    async ({ method, kind }) => {
      const toy = () => {
        const task = toyTask();
        const { widths } = methodNamed(method);
        const bits = widths.includes(3) ? 3 : widths[0];
        return { task, batches: toyBatches(task), method, bits, activations: { bits: 4, method: kind } };
      };
      const eager = await train(toy(), false);
      const compiled = await train(toy(), true);
      expect(compiled).toEqual(eager);
      expect(new Set(eager.moved)).toEqual(new Set([kind === 'learned']));
    },
  );

  it('leaves the bits of eager ones through the whole of WDR', async () => {
    const wdr = () => {
      const { task } = syntheticTask();
      const dataset = squareDataset(8, 32, 3);
      const batches = trainingBatches({ dataset, task, size: 2, augmentation: noAugmentation, seed: 5 });
      const activations = { bits: 8, method: 'learned' } as const;
      return { task, batches, method: 'lsqPerChannel', bits: 3, activations } as const;
    };
    expect(await train(wdr(), true)).toEqual(await train(wdr(), false));
  });
});
