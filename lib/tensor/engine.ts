import { threadCount } from './engineEnvironment';
import * as tf from '@tensorflow/tfjs-node-gpu';

export { tf };

/** What computes, as it goes into a run's identity: bits are equal only where these are. */
export interface EngineDescription {
  readonly backend: string;
  readonly threads: number;
  readonly device: 'cpu' | 'gpu';
  /** Version of the JavaScript library */
  readonly tfjs: string;
}

/** @returns what the tensors of this process are computed by */
export function describeEngine(): EngineDescription {
  const onGpu = isNative() && nativeBackend().isUsingGpuDevice;
  return {
    backend: tf.getBackend(),
    threads: threadCount,
    device: onGpu ? 'gpu' : 'cpu',
    tfjs: tf.version['tfjs-core'],
  };
}

/** How many calls of {@link withComposedOperations} are under way. */
let composing = 0;

/**
 * @returns whether TensorFlow computes, by its own fused operations; false where the pure JavaScript backend was selected,
 * and inside of {@link withComposedOperations}
 */
export function isNative(): boolean {
  return tf.getBackend() === 'tensorflow' && composing === 0;
}

/**
 * Does work with tfjs's own operations in place of TensorFlow's fused ones: slower, but each has a gradient that is made of
 * operations with gradients, so that a loss can be differentiated twice.
 */
export function withComposedOperations<T>(work: () => T): T {
  composing++;
  try {
    return work();
  } finally {
    composing--;
  }
}

/** An attribute of a TensorFlow operation, as the addon takes it. */
export interface OperationAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The part of tfjs-node's backend that reaches any TensorFlow operation by its name. */
export interface NativeBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: Readonly<Record<string, number>>;
  executeSingleOutput(name: string, attributes: OperationAttribute[], inputs: tf.Tensor[]): tf.Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: OperationAttribute[],
    inputs: tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

/** @returns the TensorFlow backend; call it only where {@link isNative} holds */
export function nativeBackend(): NativeBackend {
  return tf.backend() as unknown as NativeBackend;
}

/** @returns the version of the TensorFlow library */
export function tensorflowVersion(): string {
  return String(nativeBackend().binding['TF_Version']);
}
