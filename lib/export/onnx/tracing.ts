import type { ModularNetwork, PrecisionPolicy } from '../../models/modularNetwork';
import { weightsOf } from '../../quantizers/layerWeights';
import { tf } from '../../tensor/engine';
import { recordStep, type Recording } from '../../tensor/compiled/recording';

/** A forward pass as the operations that it is made of. */
export interface TracedPass {
  readonly recording: Recording;
  /** Parameters and statistics, as the placeholders `variable_0`, `variable_1`, .. stand for them */
  readonly variables: readonly { readonly name: string; readonly variable: tf.Variable }[];
}

/** Placeholders of a trace by what they stand for. */
export const placeholders = {
  images: 'input_images',
  /** Prefix, before a layer's name: its quantized weights */
  weights: 'input_weights ',
  /** Prefix, before a layer's name: what is added to its input in place of quantizing it */
  activations: 'input_activations ',
  /** Prefix, before the place of a variable */
  variable: 'variable_',
} as const;

/**
 * Runs a network once for inference and writes down its operations. Layers whose weights or inputs are quantized read
 * placeholders there.
 * @param shape - of the images, [B, H, W, 3]
 */
export function tracePass(
  network: ModularNetwork<unknown>,
  shape: [number, number, number, number],
  weightLayers: readonly string[],
  activationLayers: readonly string[],
): TracedPass {
  const variables = [...network.parameters, ...network.statistics];
  const inputs: Record<string, tf.Tensor> = { images: tf.zeros(shape) };
  for (const layer of weightLayers) inputs[`weights ${layer}`] = tf.zeros(weightsOf(network, layer).shape);
  for (const layer of activationLayers) inputs[`activations ${layer}`] = tf.zeros([]);
  const precision: PrecisionPolicy = {
    variables: [],
    weights: (layer, weights) => (inputs[`weights ${layer}`] as tf.Tensor4D | undefined) ?? weights,
    activations: (layer, input) => {
      const marker = inputs[`activations ${layer}`] as tf.Tensor | undefined;
      return marker === undefined ? input : tf.add(input, marker);
    },
  };
  const step = () =>
    namedTensors(network.forward(inputs['images'] as tf.Tensor4D, { training: false, precision }));
  try {
    const recording = recordStep(
      step,
      inputs,
      variables.map(({ variable }) => variable),
    );
    return { recording, variables };
  } finally {
    tf.dispose(inputs);
  }
}

/** @returns the tensors of an output by their place in it: `output.mask`, `output.0.logits`; a lone one is `output` */
export function namedTensors(output: unknown, name = 'output'): Record<string, tf.Tensor> {
  if (output instanceof tf.Tensor) return { [name]: output };
  if (typeof output !== 'object' || output === null) return {};
  return Object.assign(
    {},
    ...Object.entries(output).map(([key, value]) => namedTensors(value, `${name}.${key}`)),
  ) as Record<string, tf.Tensor>;
}
