import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toyBatches, toyNetwork, toyTask } from '../../../test/support/toyTask';
import { toyPlan, trainToy, type ToyTraining } from '../../../test/support/toyTraining';
import { NumericalFaultError, type NumericalFault } from '../../common/errors';
import { heldSteps } from '../../quantizers/heldSteps';
import { tf } from '../../tensor/engine';
import type { Batches } from '../../training/batches';
import { readVariables } from '../../training/namedVariables';
import { createTrainer } from '../../training/trainer';
import type { BatchArrays, LearningTask } from '../../training/trainingTask';
import type { TrainedParts } from './trainingState';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faults-'));
});
afterEach(() => rm(folder, { recursive: true }));

const train = (options: Omit<ToyTraining, 'folder'>) => trainToy({ folder, ...options });
const checkpoint = () => join(folder, 'checkpoint.safetensors');

/** Assigns numbers to a variable of a training once it has done so many steps. */
function assigning(at: number, name: string, change: (values: Float32Array) => void) {
  return (done: number, { trainer }: TrainedParts) => {
    if (done !== at) return;
    const { variable } = trainer.variables.find((each) => each.name === name)!;
    const values = Float32Array.from(variable.dataSync() as Float32Array);
    change(values);
    tf.tidy(() => {
      variable.assign(tf.tensor(values, variable.shape));
    });
  };
}

/** Batches of which those from a step on are changed. */
const changedBatches =
  (first: number, last: number, change: (arrays: BatchArrays) => BatchArrays) =>
  (task: LearningTask): Batches => {
    const batches = toyBatches(task);
    return {
      size: batches.size,
      at: async (step) => {
        const arrays = await batches.at(step);
        return step >= first && step <= last ? change(arrays) : arrays;
      },
    };
  };

/** Targets that no loss is finite for. */
const spoiled = (arrays: BatchArrays): BatchArrays => ({
  ...arrays,
  targets: Float32Array.from(arrays['targets'], () => Infinity),
});

/** Fails a training, then goes on from the checkpoint that its error names: the end must have the bits of an unharmed one. */
async function failAndGoOn(
  harmful: Omit<ToyTraining, 'folder'>,
  expected: Partial<NumericalFault>,
  harmless: Omit<ToyTraining, 'folder'> = {},
): Promise<void> {
  const error: unknown = await train(harmful).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(NumericalFaultError);
  const { problem, message } = error as NumericalFaultError;
  expect(problem.fault).toMatchObject({ checkpoint: { file: checkpoint() }, ...expected });
  for (const part of [`step ${expected.step}, `, checkpoint(), 'checkpoint, of step'])
    expect(message).toContain(part);
  const steps: number[] = [];
  const resumed = await train({ ...harmless, after: (done) => void steps.push(done) });
  expect(steps[0]).toBe(problem.fault.checkpoint!.step + 1);
  await rm(checkpoint());
  expect(resumed).toEqual(await train(harmless));
}

describe.each([{ compiled: false }, { compiled: true }])(
  'a training, compiled: $compiled',
  ({ compiled }) => {
    it('with a poisoned weight stops at the next step and names the weight', async () => {
      const after = assigning(5, 'second.conv.weight', (values) => (values[3] = NaN));
      await failAndGoOn(
        { compiled, after },
        {
          kind: 'loss that is not finite',
          step: 5,
          place: 'second.conv.weight',
          value: expect.stringContaining('NaN (1 of 180 numbers') as string,
          checkpoint: { file: checkpoint(), step: 3 },
        },
        { compiled },
      );
    });

    it('whose numbers overflow names the layer that they overflow in', async () => {
      const after = assigning(4, 'first.conv.weight', (values) => values.fill(3e38));
      await failAndGoOn(
        { compiled, after },
        { kind: 'loss that is not finite', step: 4, place: 'input of second.conv' },
        { compiled },
      );
    });

    it('takes back a step that is not kept, and leaks nothing', async () => {
      const network = toyNetwork();
      const task = toyTask(network);
      const batches = changedBatches(4, 4, spoiled)(task);
      const trainer = createTrainer(task, batches, toyPlan, { compiled });
      const state = () => [...readVariables(trainer.variables)];
      await trainer.run(4);
      const [before, { numTensors }] = [state(), tf.memory()];
      await expect(trainer.run(5)).rejects.toMatchObject({
        problem: { fault: { kind: 'loss that is not finite', step: 4, place: 'batch, targets' } },
      });
      expect([trainer.step, state(), tf.memory().numTensors]).toEqual([4, before, numTensors]);
      for (const part of [trainer, network]) part.dispose();
    });

    it('whose gradients alone are not finite names the last layer that they are not finite in', async () => {
      const network = toyNetwork();
      const toy = toyTask(network);
      // The root of 0 is 0, and its slope infinite.
      const task: LearningTask = {
        ...toy,
        shapes: { ...toy.shapes, factor: [1] },
        losses(batch, pass) {
          const outputs = network.forward(batch['images'] as tf.Tensor4D, pass);
          const root = tf.sqrt(tf.sum(tf.square(tf.mul(outputs, tf.mean(batch['factor']))))); // [...] -> []
          return { total: root as tf.Scalar, parts: {} };
        },
      };
      const batches = changedBatches(4, 4, (arrays) => ({ ...arrays, factor: new Float32Array(2) }))(task);
      const trainer = createTrainer(task, batches, toyPlan, { compiled });
      await expect(trainer.run(5)).rejects.toMatchObject({
        problem: {
          fault: {
            ...{ kind: 'gradient that is not finite', step: 4, place: 'gradient of second.conv.bias' },
            value: expect.stringContaining('gradientNorm NaN') as string,
          },
        },
      });
      for (const part of [trainer, network]) part.dispose();
    });
  },
);

describe('a training', () => {
  it('stops when gradients stay far above their median, whether it was interrupted meanwhile or not', async () => {
    const plan = { steps: 60 };
    const batches = changedBatches(30, 59, (arrays) => ({
      ...arrays,
      targets: arrays['targets'].map((value) => value * 1e5),
    }));
    const fault = {
      kind: 'exploding gradients',
      step: 37,
      value: expect.stringMatching(/times the median, for 8 steps/) as string,
    } as const;
    await expect(train({ plan, batches })).rejects.toMatchObject({
      problem: { fault: { ...fault, checkpoint: { file: checkpoint(), step: 30 } } },
    });
    const resumed = await train({ plan });
    await rm(checkpoint());
    expect(resumed).toEqual(await train({ plan }));
    await rm(checkpoint());
    const controller = new AbortController();
    const after = (done: number) => {
      if (done === 34) controller.abort();
    };
    const { signal } = controller;
    await expect(train({ plan, batches, after, signal })).rejects.toThrow('it goes on from step 30');
    await expect(train({ plan, batches })).rejects.toMatchObject({ problem: { fault } });
  });

  it('goes on after a few large gradients: they are clipped', async () => {
    const batches = changedBatches(30, 36, (arrays) => ({
      ...arrays,
      targets: arrays['targets'].map((value) => value * 1e5),
    }));
    await expect(train({ plan: { steps: 60 }, batches })).resolves.toBeDefined();
  });

  it.each([
    { from: 6, good: 6, step: 7 },
    // The update before a checkpoint: all numbers are finite by then, but no loss is.
    { from: 5, good: 3, step: 6 },
  ])('with a learning rate of 1e30 from step $from keeps the checkpoint of step $good', async (each) => {
    const schedule = { kind: 'steps', at: [each.from / 12], factor: 1e33 } as const;
    const plan = { learningRate: { base: 1e-3, schedule, warmupSteps: 0, restarts: [] } };
    const kind = 'loss that is not finite';
    const last = { file: checkpoint(), step: each.good };
    await failAndGoOn({ plan }, { kind, step: each.step, checkpoint: last });
  });

  it.each([
    // What an optimizer makes of it in further steps is no number.
    { at: 6, value: '-Infinity, a step of 0' },
    { at: 4, value: 'NaN, a step of NaN' },
  ])(
    'with a step of LSQ set to zero after step $at stops before it writes that down',
    async ({ at, value }) => {
      const after = assigning(at, 'first.conv.log_step', (values) => values.fill(Math.log(0)));
      const expected = { step: 6, place: 'first.conv.log_step', value } as const;
      await failAndGoOn(
        { quantized: true, after },
        { kind: 'dead quantizer', ...expected },
        { quantized: true },
      );
    },
  );

  it('whose layer has all weights on one level stops, and names the layer', async () => {
    const after = assigning(5, 'first.conv.weight', (values) => values.fill(1e-9));
    const expected = {
      step: 6,
      place: 'weights of first.conv',
      value: 'all weights on the level 0',
    } as const;
    await failAndGoOn(
      { quantized: true, after },
      { kind: 'dead quantizer', ...expected },
      { quantized: true },
    );
  });

  it('holds a step that runs away at its bound, and says so', async () => {
    const after = assigning(4, 'first.conv.log_step', (values) => values.forEach((_, i) => (values[i] -= 9)));
    let held = {};
    await train({
      quantized: true,
      after: (done, parts) => {
        after(done, parts);
        if (done === 12) held = heldSteps(parts.quantization!);
      },
    });
    expect(held).toEqual({ 'first.conv.log_step': 1 });
  });

  it('does not write down what is not finite when it ends', async () => {
    const after = assigning(12, 'optimizer.m', (values) => (values[7] = Infinity));
    const expected = {
      step: 12,
      place: 'tensor optimizer/optimizer.m, element 7',
      value: 'Infinity',
    } as const;
    await failAndGoOn({ after }, { kind: 'state that is not finite', ...expected });
  });

  it('stops at an empty batch', async () => {
    const batches = changedBatches(5, 5, ({ images }) => ({ images, targets: new Float32Array() }));
    await failAndGoOn({ batches }, { kind: 'empty batch', step: 5, place: 'batch, targets' });
  });
});
