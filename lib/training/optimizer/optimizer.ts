import type { Parameter } from '../../models/modularNetwork';
import { tf } from '../../tensor/engine';

/** A tensor of an optimizer's state; saved with a checkpoint. */
export interface OptimizerSlot {
  readonly name: string;
  readonly variable: tf.Variable;
}

/** Moves parameters along their gradients. All state is in its slots, so a run can be resumed to the bit. */
export interface Optimizer {
  readonly name: string;
  readonly slots: readonly OptimizerSlot[];
  /** Variables that an update reads and nothing changes: not saved, but declared where the step is compiled */
  readonly settings: readonly tf.Variable[];
  /**
   * One update of all parameters.
   * @param gradients - one a parameter, in order
   * @param learningRate - []
   * @returns the norm of all gradients together, before clipping
   */
  update(gradients: readonly tf.Tensor[], learningRate: tf.Scalar): tf.Scalar;
  /** Forgets the past: momentum and its counters start anew. */
  clear(): void;
  dispose(): void;
}

/** What every optimizer is told. */
export interface OptimizerOptions {
  /** Norm that all gradients together are scaled down to */
  readonly clipNorm: number;
  /** Weight decay of parameters that are weights; biases, gains, offsets and scales have none */
  readonly weightDecay: number;
}

/** The part of a parameter that an optimizer needs. */
export type Trainable = Pick<Parameter, 'name' | 'role' | 'variable'>;

/** Rule of one update on flat vectors [P]. */
export interface FlatRule {
  readonly name: string;
  /** Shapes of the slots by name, given the number of parameters */
  slotShapes(size: number): Readonly<Record<string, number[]>>;
  /** Values that slots start from; 0 where not named */
  readonly slotStarts: Readonly<Record<string, number>>;
  /** @returns new parameters and new slots */
  step(state: {
    parameters: tf.Tensor1D;
    gradients: tf.Tensor1D;
    decay: tf.Tensor1D;
    learningRate: tf.Scalar;
    slots: Readonly<Record<string, tf.Tensor>>;
  }): { parameters: tf.Tensor1D; slots: Readonly<Record<string, tf.Tensor>> };
}

/**
 * Runs a rule over all parameters at once: they are laid end to end, so that an update is a dozen operations instead of a
 * dozen a parameter.
 */
export function flatOptimizer(
  rule: FlatRule,
  trainables: readonly Trainable[],
  options: OptimizerOptions,
): Optimizer {
  const sizes = trainables.map(({ variable }) => variable.size);
  const size = sizes.reduce((sum, count) => sum + count, 0);
  const shapes = rule.slotShapes(size);
  const slots = Object.keys(shapes).map((name) => ({
    name: `optimizer.${name}`,
    variable: filledVariable(shapes[name], rule.slotStarts[name] ?? 0),
  }));
  const decay = decayVariable(trainables, size, options.weightDecay);
  const names = Object.keys(shapes);
  return {
    name: rule.name,
    slots,
    settings: [decay],
    update: (gradients, learningRate) =>
      tf.tidy(() => {
        const flat = flatten(gradients);
        const norm = tf.sqrt(tf.sum(tf.square(flat))) as tf.Scalar; // [P] -> []
        const clipped = tf.mul(flat, tf.div(options.clipNorm, tf.maximum(norm, options.clipNorm)));
        const result = rule.step({
          parameters: flatten(trainables.map(({ variable }) => variable)),
          gradients: clipped as tf.Tensor1D,
          decay: decay as unknown as tf.Tensor1D,
          learningRate,
          slots: Object.fromEntries(names.map((name, index) => [name, slots[index].variable])),
        });
        assignParts(trainables, result.parameters, sizes);
        for (const [index, name] of names.entries()) slots[index].variable.assign(result.slots[name]);
        return norm;
      }),
    clear: () => {
      tf.tidy(() => {
        for (const [index, name] of names.entries()) {
          slots[index].variable.assign(tf.fill(shapes[name], rule.slotStarts[name] ?? 0));
        }
      });
    },
    dispose: () => {
      for (const { variable } of slots) variable.dispose();
      decay.dispose();
    },
  };
}

function flatten(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.concat(tensors.map((tensor) => tf.reshape(tensor, [tensor.size]))) as tf.Tensor1D; // n x [...] -> [P]
}

function assignParts(trainables: readonly Trainable[], flat: tf.Tensor1D, sizes: number[]): void {
  const parts = tf.split(flat, sizes); // [P] -> n x [p]
  for (const [index, { variable }] of trainables.entries()) {
    variable.assign(tf.reshape(parts[index], variable.shape)); // [p] -> [...]
  }
}

function decayVariable(trainables: readonly Trainable[], size: number, weightDecay: number): tf.Variable {
  const values = new Float32Array(size);
  let offset = 0;
  for (const { role, variable } of trainables) {
    if (role === 'weight') values.fill(weightDecay, offset, offset + variable.size);
    offset += variable.size;
  }
  return tf.tidy(() => tf.variable(tf.tensor1d(values), false));
}

function filledVariable(shape: number[], value: number): tf.Variable {
  return tf.tidy(() => tf.variable(tf.fill(shape, value), false));
}
