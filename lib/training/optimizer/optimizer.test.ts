import { describe, expect, it, onTestFinished } from 'vitest';
import { Random } from '../../common/random';
import { tf } from '../../tensor/engine';
import { adamW } from './adamW';
import type { Optimizer, Trainable } from './optimizer';
import { sgd } from './sgd';

const clipNorm = 3;
const weightDecay = 0.1;
const shapes = { weight: [2, 3], bias: [4], scale: [] as number[] };
const roles = Object.keys(shapes) as (keyof typeof shapes)[];

function makeTrainables(): Trainable[] {
  const random = new Random(7);
  return roles.map((role) => {
    const shape = shapes[role];
    const size = shape.reduce((product, extent) => product * extent, 1);
    const values = Array.from({ length: size }, () => random.uniform(-1, 1));
    const variable = tf.tidy(() => tf.variable(tf.tensor(values, shape)));
    onTestFinished(() => {
      variable.dispose();
    });
    return { name: role, role, variable };
  });
}

/** The numbers of all parameters, one after the other. */
function numbersOf(trainables: readonly Trainable[]): number[] {
  return trainables.flatMap(({ variable }) => [...variable.dataSync()]);
}

/** Step t's gradient; every third step is far beyond the norm that is allowed. */
function gradientAt(step: number): number[] {
  const random = Random.derive(11, 'gradient', step);
  const size = step % 3 === 2 ? 40 : 0.5;
  return Array.from({ length: 11 }, () => size * random.normal());
}

function update(optimizer: Optimizer, gradient: number[], rate: number): number {
  return tf.tidy(() => {
    const parts = tf.split(tf.tensor1d(gradient), [6, 4, 1]);
    const gradients = roles.map((role, index) => tf.reshape(parts[index], shapes[role]));
    return optimizer.update(gradients, tf.scalar(rate)).dataSync()[0];
  });
}

const decays = [...new Array<number>(6).fill(weightDecay), ...new Array<number>(5).fill(0)];

function clipped(gradient: number[]): number[] {
  const norm = Math.hypot(...gradient);
  return gradient.map((value) => (norm > clipNorm ? (value * clipNorm) / norm : value));
}

type Rule = (parameters: number[], gradient: number[], rate: number) => number[];

/** Decoupled weight decay, bias-corrected moments (arXiv 1711.05101, algorithm 2). */
function referenceAdamW(): Rule {
  const m = new Array<number>(11).fill(0);
  const v = new Array<number>(11).fill(0);
  let t = 0;
  return (parameters, gradient, rate) => {
    t++;
    return parameters.map((parameter, index) => {
      m[index] = 0.9 * m[index] + 0.1 * gradient[index];
      v[index] = 0.999 * v[index] + 0.001 * gradient[index] ** 2;
      const direction = m[index] / (1 - 0.9 ** t) / (Math.sqrt(v[index] / (1 - 0.999 ** t)) + 1e-8);
      return parameter * (1 - rate * decays[index]) - rate * direction;
    });
  };
}

/** PyTorch's SGD. */
function referenceSgd(momentum: number, nesterov: boolean): Rule {
  const velocity = new Array<number>(11).fill(0);
  return (parameters, gradient, rate) =>
    parameters.map((parameter, index) => {
      const decayed = gradient[index] + decays[index] * parameter;
      velocity[index] = momentum * velocity[index] + decayed;
      return parameter - rate * (nesterov ? decayed + momentum * velocity[index] : velocity[index]);
    });
}

interface Case {
  readonly name: string;
  readonly make: (trainables: readonly Trainable[]) => Optimizer;
  readonly reference: () => Rule;
}

const cases: Case[] = [
  {
    name: 'AdamW',
    make: (trainables) => adamW(trainables, { clipNorm, weightDecay }),
    reference: referenceAdamW,
  },
  ...[false, true].map((nesterov) => ({
    name: nesterov ? 'SGD with Nesterov momentum' : 'SGD with momentum',
    make: (trainables: readonly Trainable[]) =>
      sgd(trainables, { clipNorm, weightDecay, momentum: 0.9, nesterov }),
    reference: () => referenceSgd(0.9, nesterov),
  })),
];

function start({ make }: Case) {
  const trainables = makeTrainables();
  const optimizer = make(trainables);
  onTestFinished(() => {
    optimizer.dispose();
  });
  return { trainables, optimizer };
}

function expectClose(found: number[], expected: number[]): void {
  const worst = Math.max(...found.map((value, index) => Math.abs(value - expected[index])));
  expect(worst).toBeLessThan(1e-5);
}

describe.each(cases)('$name', (optimizerCase) => {
  it('follows its equations, clips the norm of all gradients and decays weights alone', () => {
    const { trainables, optimizer } = start(optimizerCase);
    const rule = optimizerCase.reference();
    let expected = numbersOf(trainables);
    for (let step = 0; step < 25; step++) {
      const gradient = gradientAt(step);
      const rate = 0.05 / (1 + step);
      const norm = update(optimizer, gradient, rate);
      expect(norm / Math.hypot(...gradient)).toBeCloseTo(1, 5);
      expected = rule(expected, clipped(gradient), rate);
      expectClose(numbersOf(trainables), expected);
    }
  });

  it('starts anew after it was cleared', () => {
    const { trainables, optimizer } = start(optimizerCase);
    for (let step = 0; step < 4; step++) update(optimizer, gradientAt(step), 0.05);
    optimizer.clear();
    const rule = optimizerCase.reference();
    let expected = numbersOf(trainables);
    for (let step = 4; step < 8; step++) {
      update(optimizer, gradientAt(step), 0.05);
      expected = rule(expected, clipped(gradientAt(step)), 0.05);
    }
    expectClose(numbersOf(trainables), expected);
  });

  it('goes on exactly from its slots', () => {
    const { trainables, optimizer } = start(optimizerCase);
    const other = start(optimizerCase);
    for (let step = 0; step < 5; step++) update(optimizer, gradientAt(step), 0.05);
    for (const [index, { variable }] of trainables.entries())
      other.trainables[index].variable.assign(variable);
    for (const [index, { variable }] of optimizer.slots.entries())
      other.optimizer.slots[index].variable.assign(variable);
    for (const each of [optimizer, other.optimizer]) update(each, gradientAt(5), 0.05);
    expect(numbersOf(other.trainables)).toEqual(numbersOf(trainables));
  });

  it('frees every tensor it made', () => {
    const trainables = makeTrainables();
    const before = tf.memory().numTensors;
    const optimizer = optimizerCase.make(trainables);
    update(optimizer, gradientAt(0), 0.1);
    optimizer.clear();
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
