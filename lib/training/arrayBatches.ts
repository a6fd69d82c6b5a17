import { ConfigurationError } from '../common/errors';
import { Random } from '../common/random';
import { allocate, type Batches } from './batches';
import type { BatchArrays, LearningTask } from './trainingTask';

/** How examples are put into batches. */
export interface ArrayBatchOptions {
  /** Examples a batch */
  readonly size: number;
  readonly seed: number;
}

/**
 * Batches of examples that are in memory: epoch after epoch, each in a new order.
 * @param arrays - of all examples one after the other, by the names and in the shapes of the task
 * @throws ConfigurationError when an array is missing, is no whole number of examples, or they differ in number
 */
export function arrayBatches(
  task: LearningTask,
  arrays: BatchArrays,
  { size, seed }: ArrayBatchOptions,
): Batches {
  const count = exampleCount(task, arrays);
  const batch = allocate(task, size);
  const orderOf = (epoch: number) => Random.derive(seed, 'epoch', epoch).permutation(count);
  let current = { epoch: 0, order: orderOf(0) };
  return {
    size,
    at(step) {
      for (let position = 0; position < size; position++) {
        const drawn = step * size + position;
        const epoch = Math.floor(drawn / count);
        if (epoch !== current.epoch) current = { epoch, order: orderOf(epoch) };
        const example = current.order[drawn % count];
        for (const [name, rows] of Object.entries(batch)) {
          const length = rows.length / size;
          rows.set(arrays[name].subarray(example * length, (example + 1) * length), position * length);
        }
      }
      return Promise.resolve(batch);
    },
  };
}

function exampleCount({ shapes }: LearningTask, arrays: BatchArrays): number {
  const counts = Object.entries(shapes).map(([name, shape]) => {
    const length = shape.reduce((product, extent) => product * extent, 1);
    const found = (arrays[name] as Float32Array | undefined)?.length ?? 0;
    if (found > 0 && found % length === 0) return found / length;
    throw new ConfigurationError({
      field: `array ${name}`,
      found: `${found} numbers`,
      expected: `a multiple of ${length}, one [${shape.join(', ')}] an example`,
      remedy: 'Write all examples one after the other into one Float32Array.',
    });
  });
  if (counts.every((count) => count === counts[0])) return counts[0];
  throw new ConfigurationError({
    field: `arrays ${Object.keys(shapes).join(', ')}`,
    found: `${counts.join(', ')} examples`,
    expected: 'as many in each',
    remedy: 'Every example has one row in every array.',
  });
}
