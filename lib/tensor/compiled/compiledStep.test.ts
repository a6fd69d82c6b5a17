import { describe, expect, it, vi } from 'vitest';
import { tf } from '../engine';
import { compileStep } from './compiledStep';

interface SessionLoader {
  loadSavedModelMetaGraph(folder: string, tags: string): number;
}

const input = (value: number) => ({ x: tf.tensor1d([value, 2 * value]) });

function counter() {
  const total = tf.variable(tf.zeros([2]));
  const step = ({ x }: Readonly<Record<string, tf.Tensor>>) => {
    const before = tf.mul(total, 1);
    total.assign(tf.add(total, x));
    return { before, after: tf.mul(total, 10) };
  };
  return { total, step };
}

describe('compileStep', () => {
  it('reads a variable at its point of the program, before and after an assignment', () => {
    const { total, step } = counter();
    const compiled = compileStep(step, [total], input(1), input(2));
    expect([...total.dataSync()]).toEqual([0, 0]);
    const first = compiled.run(input(1));
    expect([...first['before'].dataSync(), ...first['after'].dataSync()]).toEqual([0, 0, 10, 20]);
    total.assign(tf.tensor1d([100, 100]));
    const second = compiled.run(input(1));
    expect([...second['before'].dataSync()]).toEqual([100, 100]);
    expect([...total.dataSync()]).toEqual([101, 102]);
  });

  it('keeps apart two variables that were made from one tensor', () => {
    const shared = tf.tensor1d([1, 1]);
    const [a, b] = [tf.variable(shared), tf.variable(shared)];
    const step = ({ x }: Readonly<Record<string, tf.Tensor>>) => {
      a.assign(tf.add(a, x));
      b.assign(tf.sub(b, x));
      return { sum: tf.add(a, b) };
    };
    const compiled = compileStep(step, [a, b], input(1), input(2));
    expect([...compiled.run(input(3))['sum'].dataSync()]).toEqual([2, 2]);
    expect([...a.dataSync(), ...b.dataSync()]).toEqual([4, 7, -2, -5]);
  });

  it('follows clones', () => {
    const v = tf.variable(tf.tensor1d([5, 6]));
    const step = ({ x }: Readonly<Record<string, tf.Tensor>>) => {
      const old = v.clone();
      v.assign(x.clone() as tf.Tensor1D);
      return { old: tf.mul(old, 2), now: v.clone() };
    };
    const compiled = compileStep(step, [v], input(1), input(2));
    const outputs = compiled.run(input(7));
    expect([...outputs['old'].dataSync(), ...outputs['now'].dataSync()]).toEqual([10, 12, 7, 14]);
  });

  it('refuses a number that JavaScript computes anew each time, and names the line', () => {
    let rate = 0;
    const step = ({ x }: Readonly<Record<string, tf.Tensor>>) => ({ y: tf.mul(x, ++rate) });
    expect(() => compileStep(step, [], input(1), input(2))).toThrow(
      /constant of Mul.*changes.*compiledStep\.test/,
    );
  });

  it('refuses a program that depends on the data', () => {
    let run = 0;
    const step = ({ x }: Readonly<Record<string, tf.Tensor>>) => ({ y: run++ % 2 ? tf.neg(x) : tf.exp(x) });
    expect(() => compileStep(step, [], input(1), input(2))).toThrow(
      /operation 0.*in one run and.*in the other/,
    );
  });

  it('refuses a host read in the middle, and names the line', () => {
    const step = ({ x }: Readonly<Record<string, tf.Tensor>>) => ({ y: tf.mul(x, x.dataSync()[0]) });
    expect(() => compileStep(step, [], input(1), input(2))).toThrow(/read on the host.*compiledStep\.test/);
  });

  it('refuses a tensor that was made outside', () => {
    const factor = tf.scalar(2);
    const step = ({ x }: Readonly<Record<string, tf.Tensor>>) => ({ y: tf.mul(x, factor) });
    expect(() => compileStep(step, [], input(1), input(2))).toThrow(
      /float32 \[\] that was made outside.*read by Mul.*compiledStep\.test/,
    );
  });

  it('refuses a compiled step within a step', () => {
    const total = tf.variable(tf.ones([2]));
    const inner = compileStep(({ x }) => ({ y: tf.add(total, x) }), [total], input(1), input(2));
    const constant = { x: tf.tensor1d([1, 1]) };
    const step = ({ x }: Readonly<Record<string, tf.Tensor>>) => ({ y: tf.mul(x, inner.run(constant)['y']) });
    expect(() => compileStep(step, [total], input(1), input(2))).toThrow(/made outside.*compiledStep\.test/);
  });

  const unfit: Readonly<Record<string, { step: (x: tf.Tensor1D) => tf.Tensor; message: RegExp }>> = {
    unique: { step: (x) => tf.unique(x).values, message: /UniqueV2.*shape that depends/ },
    'non-maximum suppression': {
      step: (x) => tf.image.nonMaxSuppression(tf.ones([2, 4]), x, 2),
      message: /NonMaxSuppressionV3.*shape that depends/,
    },
    'a random draw': { step: (x) => tf.multinomial(x, 4, 1), message: /Multinomial.*draws at random/ },
    'random numbers of JavaScript': {
      step: (x) => tf.mul(x, tf.randomUniform([2])),
      message: /constant of Mul.*changes/,
    },
    'a tensor computed outside of the backend': {
      step: (x) => tf.tensor1d(Array.from(x.dataSync(), Math.cbrt)),
      message: /read on the host/,
    },
  };
  it.each(Object.keys(unfit))('refuses %s, and names the line', (name) => {
    const { step, message } = unfit[name];
    const compile = () => compileStep(({ x }) => ({ y: step(x as tf.Tensor1D) }), [], input(1), input(2));
    expect(compile).toThrow(message);
    expect(compile).toThrow(/compiledStep\.test\.ts:\d+/);
  });

  it('refuses variables that were not declared', () => {
    const hidden = tf.variable(tf.scalar(2), true, 'hidden-factor');
    const reads = ({ x }: Readonly<Record<string, tf.Tensor>>) => ({ y: tf.mul(x, hidden) });
    expect(() => compileStep(reads, [], input(1), input(2))).toThrow(/hidden-factor.*undeclared.*read/);
    const assigns = ({ x }: Readonly<Record<string, tf.Tensor>>) => {
      hidden.assign(tf.sum(x));
      return { y: tf.neg(x) };
    };
    expect(() => compileStep(assigns, [], input(1), input(2))).toThrow(/hidden-factor.*undeclared.*assigned/);
  });

  it('refuses an input of another shape', () => {
    const compiled = compileStep(({ x }) => ({ y: tf.neg(x) }), [], input(1), input(2));
    expect(() => compiled.run({ x: tf.zeros([3]) })).toThrow(/input x.*float32 \[3\].*float32 \[2\]/);
    expect(() => compiled.run({})).toThrow(/input x.*nothing/);
  });

  it('leaves no tensor behind', () => {
    const { total, step } = counter();
    const inputs = [input(1), input(2)] as const;
    const before = tf.memory().numTensors;
    const compiled = compileStep(step, [total], ...inputs);
    for (let run = 0; run < 5; run++) tf.dispose(compiled.run(inputs[0]));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('finds the graph of the same step again instead of loading it anew', () => {
    const load = vi.spyOn(tf.backend() as unknown as SessionLoader, 'loadSavedModelMetaGraph');
    const compile = (factor: number) =>
      compileStep(({ x }) => ({ y: tf.mul(x, factor) }), [], input(1), input(2));
    const first = compile(3.25);
    expect(load).toHaveBeenCalledTimes(1);
    const second = compile(3.25);
    expect(load).toHaveBeenCalledTimes(1);
    compile(4.25);
    expect(load).toHaveBeenCalledTimes(2);
    load.mockRestore();
    expect([...second.run(input(2))['y'].dataSync()]).toEqual([...first.run(input(2))['y'].dataSync()]);
  });
});
