/*
 * What tfjs lacks for second derivatives.
 *
 * Gradients that are missing: that of a convolution's filter gradient, F(x, dy)[k, l, i, o] = sum x[b, sh + k, sw + l, i]
 * dy[b, h, w, o]. It is linear in each of its inputs; so for an upstream u of the filter's shape, d dy is the convolution of x
 * with u, and d x the input gradient of that convolution. And those of comparisons, which first gradients are full of: zero,
 * for they are constant wherever they have a derivative.
 *
 * Gradients that are lost: an operation whose gradient uses its own output, such as tanh, saves a copy of it that tfjs does
 * not connect with the operation's inputs. Here the output is computed again from the inputs.
 */
import { tf } from '../tensor/engine';

type GradientConfiguration = NonNullable<ReturnType<typeof tf.getGradient>>;

const comparisons = [
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'Equal',
  'NotEqual',
  'LogicalAnd',
  'LogicalOr',
];

/** Operations whose gradient uses their output, with the name of their input. */
const outputGradients: readonly (readonly [kernel: string, input: string])[] = [
  ...['Tanh', 'Sigmoid', 'Exp', 'Elu', 'Max', 'Min'].map((kernel) => [kernel, 'x'] as const),
  ...['Softmax', 'LogSoftmax'].map((kernel) => [kernel, 'logits'] as const),
];

/** Does work in which gradients of tfjs operations can be differentiated; the gradients of tfjs itself stay as they were. */
export function withSecondGradients<T>(work: () => T): T {
  registerFilterGradient();
  registerComparisons();
  const replaced = outputGradients.map(([kernel, input]) => replaceGradient(kernel, input));
  try {
    return work();
  } finally {
    for (const original of replaced) {
      tf.unregisterGradient(original.kernelName);
      tf.registerGradient(original);
    }
  }
}

/** @returns the gradient that was registered */
function replaceGradient(kernelName: string, input: string): GradientConfiguration {
  const original = tf.getGradient(kernelName);
  tf.unregisterGradient(kernelName);
  tf.registerGradient({
    kernelName,
    inputsToSave: [input],
    gradFunc: (upstream, [value], attributes) => {
      const output: tf.Tensor = tf.engine().runKernel(kernelName, { [input]: value }, attributes);
      const saved = original.inputsToSave === undefined ? [output] : [value, output];
      return original.gradFunc(upstream, saved, attributes);
    },
  });
  return original;
}

interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function registerFilterGradient(): void {
  if (isRegistered('Conv2DBackpropFilter')) return;
  tf.registerGradient({
    kernelName: 'Conv2DBackpropFilter',
    inputsToSave: ['x', 'dy'],
    gradFunc: (upstream, saved, attributes) => {
      const [x, dy] = saved as [tf.Tensor4D, tf.Tensor4D];
      const filter = upstream as tf.Tensor4D;
      const { strides, pad, dataFormat, dimRoundingMode } = attributes as unknown as ConvolutionAttributes;
      return {
        x: () => tf.conv2dTranspose(dy, filter, x.shape, strides, pad, dimRoundingMode), // [B, H', W', O] -> [B, H, W, I]
        dy: () => tf.conv2d(x, filter, strides, pad, dataFormat, 1, dimRoundingMode), // [B, H, W, I] -> [B, H', W', O]
      };
    },
  });
}

function registerComparisons(): void {
  for (const kernelName of comparisons) {
    if (isRegistered(kernelName)) continue;
    tf.registerGradient({
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (_upstream, [a, b]) => ({ a: () => tf.zerosLike(a), b: () => tf.zerosLike(b) }),
    });
  }
}

function isRegistered(kernelName: string): boolean {
  return (tf.getGradient(kernelName) as GradientConfiguration | undefined) !== undefined;
}
