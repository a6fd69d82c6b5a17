import { describe, expect, it } from 'vitest';
import { NumericalError } from '../common/errors';
import { Random } from '../common/random';
import { learnedRangeQuantizer } from '../quantizers/activations/learnedRange';
import { learnedStepRange } from '../quantizers/methods/learnedStep';
import { lsqQuantizer } from '../quantizers/methods/lsq';
import { tf } from '../tensor/engine';
import { adamW } from './optimizer/adamW';
import type { Optimizer, Trainable } from './optimizer/optimizer';
import { sgd } from './optimizer/sgd';

const power = (random: Random, low: number, high: number) => 10 ** random.uniform(low, high);
const sign = (random: Random) => (random.integer(2) === 0 ? -1 : 1);
const pick = <T>(random: Random, of: readonly T[]): T => of[random.integer(of.length)];

/** Weights of one step that a quantizer must take, however odd. */
const oddities: Readonly<Record<string, (random: Random, count: number) => number[]>> = {
  huge: (random, count) => fill(count, () => sign(random) * power(random, 20, 30)),
  tiny: (random, count) => fill(count, () => sign(random) * power(random, -30, -20)),
  equal: (random, count) => fill(count, () => 0.3, sign(random) * power(random, -8, 8)),
  outlier: (random, count) => [power(random, 5, 25), ...fill(count - 1, () => random.normal())],
  zerosMixed: (random, count) => [1, ...fill(count - 1, () => random.integer(2) * random.normal())],
  subnormalsMixed: (random, count) => [0.1, ...fill(count - 1, () => power(random, -45, -38))],
  usual: (random, count) => [0.02, ...fill(count - 1, () => random.normal(0, 0.05))],
};
/** Weights that no step can be taken from. */
const impossible: Readonly<Record<string, (random: Random, count: number) => number[]>> = {
  subnormal: (random, count) => fill(count, () => sign(random) * power(random, -45, -38)),
  zero: (_random, count) => fill(count, () => 0),
  notNumbers: (random, count) => [NaN, ...fill(count - 1, () => random.normal())],
  infinite: (random, count) => [-Infinity, ...fill(count - 1, () => random.normal())],
  nextToLargest: (_random, count) => fill(count, () => 3e38),
};
const fill = (count: number, draw: () => number, factor = 1) =>
  Array.from({ length: count }, () => factor * draw());

const gradients = [NaN, Infinity, -Infinity, 1e38, -1e38, 1e-38, 0, 1e18, -1e18, 1, -1];
const rates = [1e-38, 1e-4, 0.1, 1e3, 1e30, 1e38];
const options = { clipNorm: 5, weightDecay: 0.01 };
const optimizers: readonly ((trainables: readonly Trainable[]) => Optimizer)[] = [
  (trainables) => adamW(trainables, options),
  (trainables) => sgd(trainables, { ...options, momentum: 0.9, nesterov: false }),
  (trainables) => sgd(trainables, { ...options, momentum: 0.99, nesterov: true }),
];

/** Whether every step is positive and finite. */
const sound = (steps: ArrayLike<number>) =>
  steps.length > 0 && Array.from(steps).every((step) => step > 0 && Number.isFinite(step));

/** One update of the variables by the optimizer, for a loss whose gradients are what was drawn. */
function update(
  optimizer: Optimizer,
  variables: readonly tf.Variable[],
  simulate: () => tf.Tensor,
  random: Random,
): void {
  tf.tidy(() => {
    const upstream = pick(random, gradients);
    const { grads } = tf.variableGrads(() => tf.sum(tf.mul(simulate(), upstream)), [...variables]);
    optimizer.update(
      variables.map(({ name }) => grads[name]),
      tf.scalar(pick(random, rates)),
    );
  });
}

const updates = 2;

/** Trains a layer of weights. @returns what went wrong; undefined where nothing did */
function weightsFault(random: Random, values: number[], channels: number): string | undefined {
  const shape = [1, 1, values.length / channels, channels];
  const weights = tf.tidy(() => tf.variable(tf.tensor(values, shape)));
  const bits = 2 + random.integer(7);
  const signed = random.integer(2) === 0;
  const range = pick(random, [undefined, learnedStepRange(bits, signed)]);
  const granularity = channels > 1 ? 'channel' : 'tensor';
  const quantizer = lsqQuantizer('layer', weights, bits, { granularity, ...(range && { range }) });
  const logStep = quantizer.trained[0].variable;
  const variables = [weights, logStep];
  const roles = ['weight', 'scale'] as const;
  const optimizer = pick(
    random,
    optimizers,
  )(roles.map((role, index) => ({ name: role, role, variable: variables[index] })));
  const steps = () => {
    tf.tidy(() => {
      weights.assign(tf.tensor(values, shape));
    });
    return quantizer.codes().scales;
  };
  try {
    if (!sound(steps())) return `starts at ${steps()}`;
    for (let count = 0; count < updates; count++) {
      update(optimizer, variables, () => quantizer.simulate(weights as unknown as tf.Tensor4D), random);
      const diverged = !weights.dataSync().every(Number.isFinite);
      if (diverged && !refuses(() => quantizer.codes())) return 'reads codes from weights that diverged';
      if (!sound(steps())) return `step ${steps()} after ${count + 1} updates`;
    }
    const moves = fill(logStep.size, () => pick(random, [...gradients, ...rates]));
    tf.tidy(() => {
      logStep.assign(tf.add(logStep, tf.tensor(moves, logStep.shape)));
    });
    if (!sound(steps())) return `step ${steps()} after moves of ${moves}`;
    return undefined;
  } finally {
    for (const part of [optimizer, quantizer, weights]) part.dispose();
  }
}

/** Trains the learned range of a layer's input. @returns what went wrong; undefined where nothing did */
function rangeFault(random: Random, values: number[]): string | undefined {
  const signed = random.integer(2) === 0;
  const input = tf.tensor4d(signed ? values : values.map(Math.abs), [1, 1, values.length, 1]);
  const quantizer = learnedRangeQuantizer('layer', 2 + random.integer(7));
  const logStep = quantizer.trained[0].variable;
  const optimizer = pick(random, optimizers)([{ name: 'step', role: 'scale', variable: logStep }]);
  try {
    quantizer.observe(input);
    quantizer.calibrate();
    for (let count = 0; count < updates; count++) {
      update(optimizer, [logStep], () => quantizer.simulate(input), random);
      const { scale } = quantizer.grid();
      if (!sound([scale])) return `step ${scale} after ${count + 1} updates`;
    }
    return undefined;
  } finally {
    for (const part of [optimizer, quantizer, input]) part.dispose();
  }
}

function refuses(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch (error) {
    return error instanceof NumericalError && /^(input of )?layer/.test(error.message);
  }
}

/** Runs cases until one fails; a case counts as many steps as it trains. */
function expectNone(count: number, fault: (random: Random, index: number) => string | undefined): void {
  for (let index = 0; index < count; index++) {
    const found = fault(Random.derive(17, 'case', index), index);
    if (found !== undefined) expect.fail(`case ${index}: ${found}`);
  }
}

const kinds = Object.keys(oddities);

/** 9,000 + 400 + 400 + 200 steps: 10,000 cases in all. */
describe('the step of LSQ is positive and finite', () => {
  it('in 9,000 output channels of 150 layers', () => {
    expectNone(150, (random) => {
      const channels = fill(60, () => 0).map(() => oddities[pick(random, kinds)](random, 4));
      const values = [0, 1, 2, 3].flatMap((row) => channels.map((channel) => channel[row]));
      return weightsFault(random, values, channels.length);
    });
  });

  it('in 400 layers with one step', () => {
    expectNone(400, (random, index) =>
      weightsFault(random, oddities[kinds[index % kinds.length]](random, 6), 1),
    );
  });

  it('in 400 learned ranges of inputs', () => {
    expectNone(400, (random, index) => rangeFault(random, oddities[kinds[index % kinds.length]](random, 6)));
  });

  it('or there is none, and the error names the layer', () => {
    const names = Object.keys(impossible);
    expectNone(200, (random, index) => {
      const values = impossible[names[index % names.length]](random, 6);
      const work = index % 2 === 0 ? () => weightsFault(random, values, 1) : () => rangeFault(random, values);
      return refuses(work) ? undefined : `takes ${values}`;
    });
  });
});
