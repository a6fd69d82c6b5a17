import { CheckpointError } from '../common/errors';
import { tf } from '../tensor/engine';

/** A variable that belongs to a training's state. */
export interface NamedVariable {
  readonly name: string;
  readonly variable: tf.Variable;
}

/** The numbers of a variable, away from TensorFlow. */
export interface StoredArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** @returns a copy of every variable's numbers */
export function readVariables(variables: readonly NamedVariable[]): Map<string, StoredArray> {
  return new Map(
    variables.map(({ name, variable }) => [
      name,
      { shape: variable.shape, values: Float32Array.from(variable.dataSync() as Float32Array) },
    ]),
  );
}

/**
 * Gives variables the numbers stored under their names. Nothing is assigned unless all fit.
 * @param source - where the numbers came from, for the message
 * @throws CheckpointError that lists missing and misshapen tensors by name
 */
export function assignVariables(
  variables: readonly NamedVariable[],
  stored: ReadonlyMap<string, StoredArray>,
  source: string,
): void {
  const faults = variables.flatMap(({ name, variable }) => {
    const array = stored.get(name);
    if (array === undefined) return [`${name} missing`];
    const shape = `[${array.shape.join(', ')}]`;
    const wanted = `[${variable.shape.join(', ')}]`;
    return shape === wanted ? [] : [`${name} is ${shape}, not ${wanted}`];
  });
  if (faults.length > 0) {
    throw new CheckpointError({
      file: source,
      field: 'tensors',
      found: `${faults.slice(0, 8).join('; ')}${faults.length > 8 ? `; and ${faults.length - 8} more` : ''}`,
      expected: 'every tensor of this network in its shape',
      remedy: 'Use a checkpoint of the same network configuration and quantization.',
    });
  }
  tf.tidy(() => {
    for (const { name, variable } of variables) {
      const { values, shape } = stored.get(name)!;
      variable.assign(tf.tensor(Float32Array.from(values), [...shape], 'float32'));
    }
  });
}
