import { CheckpointError } from '../../common/errors';
import type { StoredTensor, TensorMap } from '../../common/safetensors';
import { tf } from '../../tensor/engine';
import type { ModularNetwork } from '../modularNetwork';
import { convolutionOrder, inverseOrder, permuteAxes, transposedOrder } from './axisOrder';
import type { PublicDefinition } from './publicDefinitions';

/** Names that a message spells out for each kind of fault before it counts the rest. */
const namesShown = 12;

/** A tensor of a network beside its public names. */
interface Counterpart {
  readonly variable: tf.Variable;
  readonly publicNames: readonly string[];
  /** Order of the public axes; undefined where they are the same */
  readonly order: readonly number[] | undefined;
  /** In the public order */
  readonly shape: readonly number[];
}

/**
 * Gives a network the weights of a public definition. Nothing is assigned unless all fits.
 * @param tensors - by public name; a `module.` before every name is taken off
 * @param source - where they come from, for the message
 * @returns how many tensors were assigned
 * @throws CheckpointError that counts missing, extra and misshapen tensors, and those with a number that is not finite, and lists
 * the first dozen of each kind by name
 */
export function importWeights(
  network: ModularNetwork<unknown>,
  tensors: TensorMap,
  definition: PublicDefinition,
  source: string,
): number {
  const stored = withoutWrapper(tensors);
  const counterparts = counterpartsOf(network, definition);
  checkTensors(stored, counterparts, definition, source);
  tf.tidy(() => {
    for (const { variable, publicNames, order, shape } of counterparts) {
      const data = stored.get(publicNames[0])!.data as Float32Array;
      const values =
        order === undefined ? Float32Array.from(data) : permuteAxes(data, shape, inverseOrder(order));
      variable.assign(tf.tensor(values, variable.shape, 'float32')); // [O, I, K, K] -> [K, K, I, O]
    }
  });
  return counterparts.length;
}

/**
 * Gives a network's weights the names and shapes of a public definition, counters of batch normalization included (at 0).
 * Buffers that the public code computes itself and classifiers are left out: load it there with `strict=False`.
 */
export function exportWeights(
  network: ModularNetwork<unknown>,
  definition: PublicDefinition,
): Map<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  for (const { variable, publicNames, order, shape } of counterpartsOf(network, definition)) {
    const values = Float32Array.from(variable.dataSync() as Float32Array);
    const data = order === undefined ? values : permuteAxes(values, variable.shape, order); // [K, K, I, O] -> [O, I, K, K]
    for (const name of publicNames) {
      tensors.set(name, { dtype: 'F32', shape, data });
      if (!name.endsWith('.running_var')) continue;
      const counter = name.replace(/running_var$/, 'num_batches_tracked');
      tensors.set(counter, { dtype: 'I64', shape: [], data: new BigInt64Array(1) });
    }
  }
  return tensors;
}

function counterpartsOf(network: ModularNetwork<unknown>, definition: PublicDefinition): Counterpart[] {
  const transposed = new Set(
    network.layers.filter((layer) => layer.transposed === true).map(({ name }) => `${name}.weight`),
  );
  return [...network.parameters, ...network.statistics].flatMap(({ name, variable }) => {
    const publicNames = definition.namesOf(name);
    if (publicNames.length === 0) return [];
    const order: readonly number[] | undefined =
      variable.rank !== 4 ? undefined : transposed.has(name) ? transposedOrder : convolutionOrder;
    const shape = order === undefined ? variable.shape : order.map((axis) => variable.shape[axis]);
    return [{ variable, publicNames, order, shape }];
  });
}

function withoutWrapper(tensors: TensorMap): TensorMap {
  const wrapper = 'module.';
  if (![...tensors.keys()].every((name) => name.startsWith(wrapper))) return tensors;
  return new Map([...tensors].map(([name, tensor]) => [name.slice(wrapper.length), tensor]));
}

function checkTensors(
  stored: TensorMap,
  counterparts: readonly Counterpart[],
  definition: PublicDefinition,
  source: string,
): void {
  const missing: string[] = [];
  const misshapen: string[] = [];
  const infinite: string[] = [];
  for (const { publicNames, shape } of counterparts) {
    for (const name of publicNames) {
      const tensor = stored.get(name);
      if (tensor === undefined) missing.push(name);
      else if (tensor.dtype !== 'F32' || tensor.shape.join() !== shape.join())
        misshapen.push(
          `${name} (${tensor.dtype} [${tensor.shape.join(', ')}] for F32 [${shape.join(', ')}])`,
        );
      else if (!equalBits(tensor, stored.get(publicNames[0])!))
        misshapen.push(`${name} (other numbers than ${publicNames[0]}, which is the same tensor)`);
      else if (!tensor.data.every(Number.isFinite)) infinite.push(name);
    }
  }
  const wanted = new Set(counterparts.flatMap(({ publicNames }) => publicNames));
  const extra = [...stored.keys()].filter((name) => !wanted.has(name) && !definition.isUnneeded(name));
  const faults = Object.entries({ missing, extra, misshapen, 'not finite': infinite }).filter(
    ([, names]) => names.length > 0,
  );
  if (faults.length === 0) return;
  throw new CheckpointError({
    file: source,
    field: 'tensors',
    found: faults.map(([kind, names]) => `${kind} (${names.length}): ${listed(names)}`).join('; '),
    expected: `the ${wanted.size} tensors of this network in their shapes, all numbers finite`,
    remedy: 'Take weights of this definition, or build the network with the configuration of the weights.',
  });
}

function equalBits({ data }: StoredTensor, { data: other }: StoredTensor): boolean {
  return data === other || Buffer.compare(bytesOf(data), bytesOf(other)) === 0;
}

function bytesOf({ buffer, byteOffset, byteLength }: StoredTensor['data']): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function listed(names: readonly string[]): string {
  const rest = names.length > namesShown ? ` and ${names.length - namesShown} more` : '';
  return names.slice(0, namesShown).join(', ') + rest;
}
