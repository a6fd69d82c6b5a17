import type { ModularNetwork, PrecisionPolicy } from '../../models/modularNetwork';
import { compileStep } from '../../tensor/compiled/compiledStep';
import type { Step, StepTensors } from '../../tensor/compiled/recording';
import { isNative, tf } from '../../tensor/engine';

/** What a network says of images, by name: [B, ...] each. */
export type NetworkOutputs = Readonly<Record<string, tf.Tensor>>;

/**
 * Passes images through a network.
 * @param images - [B, H, W, 3] normalized, any B
 * @returns the numbers of each output, all images in a row
 */
export type ForwardRunner = (images: Float32Array) => Readonly<Record<string, Float32Array>>;

/** What is run. */
export interface ForwardOptions {
  readonly network: ModularNetwork<unknown>;
  readonly precision: PrecisionPolicy;
  /** H, W, px */
  readonly size: readonly [number, number];
  /** The forward pass and the names of its outputs, at running statistics */
  outputs(images: tf.Tensor4D): NetworkOutputs;
  /** Images that go through the network together as one graph, the last batch filled up; without it, eagerly */
  readonly compiledBatch?: number | undefined;
  /** Images that go through it together eagerly; all of them where it is left out */
  readonly eagerBatch?: number | undefined;
}

/** Makes a runner of a forward pass; it reads the variables at each call, so that weights may change. */
export function forwardRunner(options: ForwardOptions): ForwardRunner {
  const [height, width] = options.size;
  const imageLength = 3 * height * width;
  const eager: Step = ({ images }) => options.outputs(images as tf.Tensor4D);
  const batch = isNative() ? options.compiledBatch : undefined;
  let compiled: Step | undefined;
  const inputs = (images: Float32Array): StepTensors => ({
    images: tf.tensor4d(images, [images.length / imageLength, height, width, 3]),
  });
  return (images) => {
    const count = images.length / imageLength;
    const together = batch ?? options.eagerBatch ?? count;
    const parts: Readonly<Record<string, Float32Array>>[] = [];
    for (let first = 0; first < count; first += together) {
      const filled = Math.min(together, count - first);
      const chunk = images.subarray(first * imageLength, (first + filled) * imageLength);
      if (batch === undefined) parts.push(runStep(eager, inputs(chunk)));
      else {
        compiled ??= compileForward(options, eager, inputs, batch * imageLength);
        const outputs = runStep(compiled, inputs(padded(chunk, batch * imageLength)));
        parts.push(outputsBetween(outputs, batch, 0, filled));
      }
    }
    return joined(parts);
  };
}

function padded(values: Float32Array, length: number): Float32Array {
  const whole = new Float32Array(length);
  whole.set(values);
  return whole;
}

/** @returns the numbers of one of several images, of each output */
export function outputsOfImage(
  outputs: Readonly<Record<string, Float32Array>>,
  index: number,
  count: number,
): Readonly<Record<string, Float32Array>> {
  return outputsBetween(outputs, count, index, index + 1);
}

/** @returns the numbers of the images from `first` on and before `end`, of each output of `count` images */
function outputsBetween(
  outputs: Readonly<Record<string, Float32Array>>,
  count: number,
  first: number,
  end: number,
): Readonly<Record<string, Float32Array>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, values]) => {
      const length = values.length / count;
      return [name, values.subarray(first * length, end * length)];
    }),
  );
}

/** Two batches of other numbers show that nothing of the step is fixed. */
function compileForward(
  { network, precision }: ForwardOptions,
  step: Step,
  inputs: (images: Float32Array) => StepTensors,
  length: number,
): Step {
  const variables = [...network.parameters, ...network.statistics].map(({ variable }) => variable);
  const examples = [0, 1].map((value) => inputs(new Float32Array(length).fill(value)));
  const { run } = compileStep(step, [...variables, ...precision.variables], examples[0], examples[1]);
  tf.dispose(examples);
  return run;
}

/** Reads the outputs outside of `tf.tidy`, which looks for tensors in all that it returns, numbers one by one included. */
function runStep(step: Step, inputs: StepTensors): Record<string, Float32Array> {
  const outputs = tf.tidy(() => step(inputs));
  const values = Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => [name, tensor.dataSync() as Float32Array]),
  );
  tf.dispose([inputs, outputs]);
  return values;
}

function joined(
  parts: readonly Readonly<Record<string, Float32Array>>[],
): Readonly<Record<string, Float32Array>> {
  if (parts.length === 0) return {};
  if (parts.length === 1) return parts[0];
  return Object.fromEntries(
    Object.keys(parts[0]).map((name) => {
      const arrays = parts.map((part) => part[name]);
      const whole = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
      let offset = 0;
      for (const array of arrays) {
        whole.set(array, offset);
        offset += array.length;
      }
      return [name, whole];
    }),
  );
}
