import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toyBatches, toyNetwork, toyTask } from '../../test/support/toyTask';
import { Random } from '../common/random';
import type { TensorMap } from '../common/safetensors';
import { weightsOf } from '../quantizers/layerWeights';
import type { QuantizationMethod } from '../quantizers/methods/quantizationMethods';
import { quantize, type Quantization } from '../quantizers/quantization';
import type { InqQuantizer } from '../quantizers/methods/inq';
import { roundHalfToEven } from '../quantizers/methods/inqLevels';
import { onHost } from '../quantizers/onHost';
import type { tf } from '../tensor/engine';
import { readCheckpoint, writeCheckpoint } from './checkpoint';
import { assignVariables, readVariables, type NamedVariable } from './namedVariables';
import { createTrainer, type FreezingPoint, type OptimizerConfiguration } from './trainer';

const methods = ['inq', 'inqKernels', 'inqPowersOfTwo', 'inqPowersOfTwoKernels'] as const;
const clipNorm = 5;
const optimizers: Readonly<Record<string, OptimizerConfiguration>> = {
  adamW: { kind: 'adamW', weightDecay: 0.05, clipNorm },
  sgd: { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0.05, clipNorm },
  'sgd without decay': { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0, clipNorm },
};
const steps = 12;

interface Training {
  readonly method: QuantizationMethod;
  readonly bits: Readonly<Record<string, number>>;
  readonly freezing: readonly FreezingPoint[];
  readonly optimizer: OptimizerConfiguration;
}

function prepare({ method, bits, freezing, optimizer }: Training) {
  const task = toyTask();
  const network = task.network as ReturnType<typeof toyNetwork>;
  const quantization = quantize(network, bits, method);
  const rate = { base: 0.05, schedule: { kind: 'constant' as const }, warmupSteps: 0, restarts: [] };
  const plan = { steps, learningRate: rate, optimizer, freezing };
  const trainer = createTrainer(task, toyBatches(task), plan, { quantization, compiled: false });
  onTestFinished(() => {
    for (const part of [trainer, quantization, network]) part.dispose();
  });
  return { network, quantization, trainer };
}

/** What a layer's weights are simulated as, and which are frozen: 0 is frozen. */
function layersOf({ network, quantization }: Pick<ReturnType<typeof prepare>, 'network' | 'quantization'>) {
  return quantization.quantizers.map((quantizer) => {
    const weights = weightsOf(network, quantizer.layer) as unknown as tf.Tensor4D;
    return {
      quantizer: quantizer as InqQuantizer,
      bits: new Uint32Array(onHost(() => quantizer.simulate(weights).dataSync().slice()).buffer),
      free: Float32Array.from(quantizer.state[0].variable.dataSync()),
      latent: weights.dataSync().slice(),
    };
  });
}

/** Random moments with random shares that rise to 1. */
function drawFreezing(random: Random): FreezingPoint[] {
  const count = 1 + random.integer(5);
  const rising = (draw: () => number) => Array.from({ length: count }, draw).sort((a, b) => a - b);
  const moments = rising(() => random.integer(steps - 2) / steps);
  const shares = rising(() => random.uniform());
  return moments.map((at, index) => ({ at, fraction: index === count - 1 ? 1 : shares[index] }));
}

const trials = Array.from({ length: 32 }, (_, trial) => ({ trial, method: methods[trial % methods.length] }));

describe('a training by INQ', () => {
  it.each(trials)('keeps what is frozen to the bit, schedule $trial, $method', async ({ trial, method }) => {
    const random = Random.derive(5, 'schedule', trial);
    const bits = { first: 2 + random.integer(7), second: 2 + random.integer(7) };
    // With weight decay the weights beneath the frozen values never come to rest.
    const optimizer = optimizers[trial % 8 < 4 ? 'adamW' : 'sgd'];
    const freezing = drawFreezing(random);
    const parts = prepare({ method, bits, freezing, optimizer });
    const unit = method.includes('Kernels') ? 9 : 1;
    let before = layersOf(parts);
    for (let step = 1; step <= steps; step++) {
      await parts.trainer.run(step);
      const now = layersOf(parts);
      const reached = freezing.filter(({ at }) => Math.round(at * steps) < step);
      const share = reached.length === 0 ? 0 : Math.max(...reached.map(({ fraction }) => fraction));
      for (const [index, layer] of now.entries()) {
        const { free } = layer;
        const moved = before[index].free.findIndex(
          (value, weight) =>
            value === 0 && (before[index].bits[weight] !== layer.bits[weight] || free[weight] !== 0),
        );
        expect(moved, `step ${step}, ${layer.quantizer.layer}`).toBe(-1);
        const frozen = free.length - free.reduce((sum, value) => sum + value, 0);
        expect(frozen).toBe(unit * roundHalfToEven((share * free.length) / unit));
        const kernels = free.length / 9;
        if (unit === 9) expect(free.every((value, weight) => value === free[weight % kernels])).toBe(true);
        expect(layer.latent).not.toEqual(before[index].latent);
      }
      before = now;
    }
    for (const { quantizer } of before) {
      expect(quantizer.fraction).toBe(1);
      expect(new Set(quantizer.codes().codes).size).toBeLessThan(2 ** quantizer.bits);
    }
  });

  const points: FreezingPoint[] = [
    { at: 0.25, fraction: 0.5 },
    { at: 0.75, fraction: 1 },
  ];
  const halves = { first: 2, second: 4 };

  it('clears momentum at each freezing step and at no other: SGD', async () => {
    const optimizer = optimizers['sgd without decay'];
    const { trainer } = prepare({ method: 'inq', bits: halves, freezing: points, optimizer });
    const { variable: velocity } = trainer.variables.find(({ name }) => name === 'optimizer.velocity')!;
    const cleared: number[] = [];
    await trainer.run(steps, ({ step, figures }) => {
      // Without a past, the velocity is the gradient as it was clipped.
      const gradient = Math.min(figures['gradientNorm'], clipNorm);
      const norm = Math.hypot(...velocity.dataSync());
      if (Math.abs(norm / gradient - 1) < 1e-5) cleared.push(step);
    });
    expect(cleared).toEqual([0, 3, 9]);
  });

  it('clears both moments and their counters at each freezing step: AdamW', async () => {
    const optimizer = optimizers['adamW'];
    const { trainer } = prepare({ method: 'inq', bits: halves, freezing: points, optimizer });
    const slot = (name: string) =>
      trainer.variables
        .find((variable) => variable.name === `optimizer.${name}`)!
        .variable.dataSync() as Float32Array;
    const ages: number[] = [];
    await trainer.run(steps, ({ figures }) => {
      const age = Math.round(Math.log(slot('power1')[0]) / Math.log(0.9));
      ages.push(age);
      if (age > 1) return;
      const gradient = Math.min(figures['gradientNorm'], clipNorm);
      expect(Math.abs(Math.hypot(...slot('m')) / (0.1 * gradient) - 1)).toBeLessThan(1e-5);
      const second = slot('v').reduce((sum, value) => sum + value, 0);
      expect(Math.abs(second / (0.001 * gradient ** 2) - 1)).toBeLessThan(1e-4);
    });
    expect(ages).toEqual([1, 2, 3, 1, 2, 3, 4, 5, 6, 1, 2, 3]);
  });

  it.each(methods)('goes on from a file with the masks and bits of one go: %s', async (method) => {
    const folder = await mkdtemp(join(tmpdir(), 'inq-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'last.safetensors');
    const training = { method, bits: halves, freezing: points, optimizer: optimizers['adamW'] };
    const whole = prepare(training);
    await whole.trainer.run(steps);
    // Stopped between the freezing steps, and in the step before one.
    for (const cut of [5, 9]) {
      const first = prepare(training);
      await first.trainer.run(cut);
      const saved = layersOf(first);
      await save(file, first);
      const second = prepare(training);
      await restore(file, second, cut);
      expect(layersOf(second).map(({ free, bits }) => ({ free, bits }))).toEqual(
        saved.map(({ free, bits }) => ({ free, bits })),
      );
      expect(layersOf(second).some(({ free }) => free.includes(0) && free.includes(1))).toBe(true);
      await second.trainer.run(steps);
      expect(readVariables(second.trainer.variables)).toEqual(readVariables(whole.trainer.variables));
    }
  });
});

type Parts = ReturnType<typeof prepare>;
const identity = { architecture: 'toy', configurationHash: '0' };
const quantizerNames = ({ trained, state }: Quantization) =>
  new Set([...trained, ...state].map(({ name }) => name));

async function save(file: string, { network, quantization, trainer }: Parts): Promise<void> {
  const names = quantizerNames(quantization);
  const tensors = (variables: readonly NamedVariable[]): TensorMap =>
    new Map(
      [...readVariables(variables)].map(([name, { shape, values }]) => [
        name,
        { dtype: 'F32', shape, data: values },
      ]),
    );
  await writeCheckpoint(file, {
    ...{ model: identity, step: trainer.step, cursor: { epoch: 0, position: trainer.step } },
    ...{ randomStates: {}, best: {}, loop: {} },
    weights: tensors(network.parameters),
    statistics: tensors(network.statistics),
    optimizer: {
      kind: 'adamW',
      slots: tensors(trainer.variables.filter(({ name }) => name.startsWith('optimizer.'))),
    },
    quantizers: {
      configuration: { method: quantization.method },
      tensors: tensors(trainer.variables.filter(({ name }) => names.has(name))),
    },
  });
}

async function restore(file: string, { network, trainer }: Parts, step: number): Promise<void> {
  const shapes = (variables: readonly NamedVariable[]) =>
    new Map(variables.map(({ name, variable }) => [name, variable.shape] as const));
  const expected = { identity, weights: shapes(network.parameters), statistics: shapes(network.statistics) };
  const { weights, statistics, optimizer, quantizers } = await readCheckpoint(file, expected);
  const stored = [weights, statistics, optimizer.slots, quantizers.tensors].flatMap((tensors) =>
    [...tensors].map(([name, { shape, data }]) => [name, { shape, values: data as Float32Array }] as const),
  );
  assignVariables(trainer.variables, new Map(stored), file);
  trainer.resumeAt(step);
}
