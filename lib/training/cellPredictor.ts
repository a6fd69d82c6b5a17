import type { PrecisionPolicy } from '../models/modularNetwork';
import type { CellPredictions } from '../models/wdrDecoding';
import type { WdrNetwork } from '../models/wdr';
import { compileStep } from '../tensor/compiled/compiledStep';
import type { Step, StepTensors } from '../tensor/compiled/recording';
import { isNative, tf } from '../tensor/engine';
import { joinLevels } from './wdrTask';

/**
 * What the cells of a batch say.
 * @param images - [B, H, W, 3] normalized
 * @returns [B, N, C] logits and [B, N, C, 16] corners
 */
export type CellPredictor = (images: Float32Array) => CellPredictions;

/** Runs a network's forward pass operation by operation, for any number of images. */
export function eagerCellPredictor(network: WdrNetwork, precision: PrecisionPolicy): CellPredictor {
  const step = forwardStep(network, precision);
  return (images) => predictCells(network, step, images);
}

/**
 * Runs a network's forward pass as one graph, where TensorFlow computes. The graph is made at the first batch and reads the
 * variables at each, so the weights may change; a batch that is not full is filled up with zeros.
 * @param batchSize - images of the graph's batch; more are passed through in several
 */
export function compiledCellPredictor(
  network: WdrNetwork,
  precision: PrecisionPolicy,
  batchSize: number,
): CellPredictor {
  const eager = forwardStep(network, precision);
  const step = isNative() ? lazily(() => compileForward(network, precision, eager, batchSize)) : () => eager;
  const batchLength = batchSize * imageLength(network);
  return (images) => {
    const batches = Math.ceil(images.length / batchLength);
    const padded = new Float32Array(batches * batchLength);
    padded.set(images);
    const parts = Array.from({ length: batches }, (_, index) =>
      predictCells(network, step(), padded.subarray(index * batchLength, (index + 1) * batchLength)),
    );
    const share = images.length / padded.length;
    const join = (map: keyof CellPredictions) => {
      const values = concatenate(parts.map((part) => part[map]));
      return values.subarray(0, Math.round(values.length * share));
    };
    return { logits: join('logits'), corners: join('corners') };
  };
}

function forwardStep(network: WdrNetwork, precision: PrecisionPolicy): Step {
  const { classes } = network.configuration.head;
  return ({ images }) => {
    const prediction = network.forward(images as tf.Tensor4D, { training: false, precision });
    return {
      logits: joinLevels(prediction, 'logits', classes), // -> [B, N, C]
      corners: joinLevels(prediction, 'corners', 16 * classes), // -> [B, N, 16 C]
    };
  };
}

/** Two batches of other numbers show that nothing of the step is fixed. */
function compileForward(
  network: WdrNetwork,
  precision: PrecisionPolicy,
  step: Step,
  batchSize: number,
): Step {
  const variables = [...network.parameters, ...network.statistics].map(({ variable }) => variable);
  const length = batchSize * imageLength(network);
  const examples = [0, 1].map((value) => imageTensor(network, new Float32Array(length).fill(value)));
  const compiled = compileStep(step, [...variables, ...precision.variables], examples[0], examples[1]);
  tf.dispose(examples);
  return compiled.run;
}

/** Reads the outputs outside of `tf.tidy`, which looks for tensors in all that it returns, numbers one by one included. */
function predictCells(network: WdrNetwork, step: Step, images: Float32Array): CellPredictions {
  const input = imageTensor(network, images);
  const outputs = tf.tidy(() => step(input));
  const read = (name: string) => outputs[name].dataSync() as Float32Array;
  const predictions = { logits: read('logits'), corners: read('corners') };
  tf.dispose([input, outputs]);
  return predictions;
}

function imageTensor(network: WdrNetwork, images: Float32Array): StepTensors {
  const { inputHeight, inputWidth } = network.configuration;
  const count = images.length / imageLength(network);
  return { images: tf.tensor4d(images, [count, inputHeight, inputWidth, 3]) };
}

function imageLength({ configuration: { inputHeight, inputWidth } }: WdrNetwork): number {
  return inputHeight * inputWidth * 3;
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0];
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function lazily<T>(make: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= make());
}
