import { fullPrecision, type ModularNetwork } from '../../models/modularNetwork';
import { networkSummary, type ModuleSummary } from '../../models/networkSummary';
import { firstAndLastLayers } from '../../quantizers/layerBits';
import { compileStep } from '../../tensor/compiled/compiledStep';
import { tf } from '../../tensor/engine';
import { buildNetwork } from './networks';
import type { ModelConfiguration } from '../configuration/runConfiguration';

/** What a network costs, counted and measured. */
export interface NetworkCost {
  /** px of its images or crops */
  readonly width: number;
  readonly height: number;
  readonly modules: readonly ModuleSummary[];
  /** Parameters of the first layer and of those that predict, by module */
  readonly outerParameters: Readonly<Record<string, number>>;
  /** Forward passes of one image a second, the median of several; undefined where it was not measured */
  readonly imagesPerSecond: number | undefined;
}

/**
 * Counts a network, and measures its forward pass at batch 1 as one graph.
 * @param repetitions - 0 to count only
 */
export function networkCost(model: ModelConfiguration, repetitions: number): NetworkCost {
  const network = buildNetwork(model, repetitions === 0 ? 'zeros' : 0);
  try {
    const [width, height] = network.inputSize;
    const modules = networkSummary(network, width, height);
    const imagesPerSecond = repetitions === 0 ? undefined : measure(network, width, height, repetitions);
    return { width, height, modules, outerParameters: outerParameters(network), imagesPerSecond };
  } finally {
    network.dispose();
  }
}

function outerParameters({ modules, layers, parameters }: ModularNetwork<unknown>): Record<string, number> {
  const outer = new Set(firstAndLastLayers(layers));
  const ofModule = (name: string) =>
    parameters.filter(({ module, layer }) => module === name && outer.has(layer));
  return Object.fromEntries(
    modules.map((name) => [name, ofModule(name).reduce((sum, { variable }) => sum + variable.size, 0)]),
  );
}

function measure(
  network: ReturnType<typeof buildNetwork>,
  width: number,
  height: number,
  repetitions: number,
): number {
  const variables = [...network.parameters, ...network.statistics].map(({ variable }) => variable);
  const [first, second] = [0, 1].map((value) => ({ images: tf.fill([1, height, width, 3], value) }));
  const pass = { training: false, precision: fullPrecision };
  const forward = ({ images }: { readonly images: tf.Tensor }) =>
    namedTensors(network.forward(images as tf.Tensor4D, pass));
  const { run } = compileStep((inputs) => forward({ images: inputs['images'] }), variables, first, second);
  const seconds = Array.from({ length: repetitions + 1 }, () => {
    const start = performance.now();
    const outputs = run(second);
    for (const output of Object.values(outputs)) output.dataSync();
    tf.dispose(outputs);
    return (performance.now() - start) / 1000;
  });
  tf.dispose([first, second]);
  const warm = seconds.slice(1).sort((a, b) => a - b);
  return 1 / warm[warm.length >> 1];
}

/** Gives the tensors of any output names: a tensor, or tensors in arrays and objects. */
function namedTensors(output: unknown, name = 'output'): Record<string, tf.Tensor> {
  if (output instanceof tf.Tensor) return { [name]: output };
  return Object.assign(
    {},
    ...Object.entries(output as object).map(([key, value]) => namedTensors(value, `${name}_${key}`)),
  ) as Record<string, tf.Tensor>;
}
