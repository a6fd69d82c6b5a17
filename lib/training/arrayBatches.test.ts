import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../common/errors';
import { arrayBatches } from './arrayBatches';
import type { LearningTask } from './trainingTask';

const task = { shapes: { input: [2], target: [] } } as unknown as LearningTask;
const target = Float32Array.from({ length: 6 }, (_, example) => example);
const input = Float32Array.from({ length: 12 }, (_, at) => Math.floor(at / 2) + (at % 2) / 2);

describe('batches of arrays', () => {
  it('show every example once an epoch, rows together, each epoch in another order', async () => {
    const batches = arrayBatches(task, { input, target }, { size: 4, seed: 1 });
    const seen: number[] = [];
    for (let step = 0; step < 3; step++) {
      const batch = await batches.at(step);
      expect(Array.from(batch['input'])).toEqual(Array.from(batch['target']).flatMap((at) => [at, at + 0.5]));
      seen.push(...batch['target']);
    }
    const [first, second] = [seen.slice(0, 6), seen.slice(6)];
    expect(first).not.toEqual(second);
    for (const epoch of [first, second]) expect([...epoch].sort()).toEqual(Array.from(target));
  });

  it('depend on the step alone', async () => {
    const [one, other] = [1, 1].map((seed) => arrayBatches(task, { input, target }, { size: 4, seed }));
    await one.at(7);
    expect(await one.at(2)).toEqual(await other.at(2));
  });

  it.each([
    [{ target }, /array input: found 0 numbers/],
    [{ input: input.subarray(1), target }, /array input: found 11 numbers; expected a multiple of 2/],
    [{ input: input.subarray(2), target }, /arrays input, target: found 5, 6 examples/],
  ])('refuse arrays that do not fit', (arrays, message) => {
    const make = () => arrayBatches(task, arrays as Record<string, Float32Array>, { size: 4, seed: 1 });
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(message);
  });
});
