/*
 * A tfjs LayersModel as a modular network. Its own forward pass is run; only for its duration every kernel reads as what the
 * precision policy makes of it, and every layer with a kernel is called with what the policy makes of its input. The model's
 * variables stay where they are: gradients flow to them, and before and after a pass the model is what it was.
 */
import { ConfigurationError } from '../../common/errors';
import { tf } from '../../tensor/engine';
import type { ForwardPass, ModularNetwork, Parameter, ParameterRole, Statistic } from '../modularNetwork';
import { graphLayers, lastLayers, type GraphLayer } from './layerGraph';
import { layersNamed, modulesOfLayers, type ModuleMap } from './moduleMap';
import { checkQuantizable, describeLayer, kernelOf, weightName, type InputSize } from './quantizableLayer';
import { substitute, type Substitution } from './substitution';

/** What else is said of a model. */
export interface LayersModelOptions {
  /** Layers that keep 32 bits whatever their module has: names, or beginnings of names that end in `*` */
  readonly fullPrecision?: readonly string[];
}

/** Roles of weights by the names that tfjs gives them; a kernel that stays at full precision is a scale as well. */
const roles: Readonly<Record<string, ParameterRole>> = { bias: 'bias', gamma: 'gain', beta: 'offset' };

/**
 * Wraps a tfjs model of one input, built of tfjs's layers, so that every quantizer, trainer and search works on it.
 *
 * Conv2D, DepthwiseConv2D and Dense are quantized, normalizations stay at full precision, and layers without weights may be
 * any. Frozen layers (`trainable` is false) are saved and not trained. In training, batch normalization and dropout do what
 * the model says; dropout draws at random, so a step with it cannot be compiled. Regularizers and constraints of layers count
 * in `model.fit` alone, and batch normalizations are not offered for folding.
 * @param modules - the layers of each module, modules in the order of the data flow
 * @returns a network that uses the model's own variables; disposing it disposes the model
 * @throws ConfigurationError naming the module or layer: unknown, in no module or in two, or with weights that cannot be
 * quantized
 */
export function modularNetworkOf<Output extends tf.Tensor | tf.Tensor[] = tf.Tensor>(
  model: tf.LayersModel,
  modules: ModuleMap,
  { fullPrecision = [] }: LayersModelOptions = {},
): ModularNetwork<Output> {
  const input = inputSizeOf(model);
  const layers = graphLayers(model);
  const named = layers.map(({ layer }) => ({ name: layer.name, hasWeights: layer.weights.length > 0 }));
  const moduleOf = modulesOfLayers(named, modules);
  const whole = new Set(fullPrecision.flatMap((pattern) => layersNamed(named, pattern, 'fullPrecision')));
  const candidates = layers.filter(({ layer }) => !whole.has(layer.name));
  candidates.forEach(checkQuantizable);
  const quantizable = candidates.filter(({ layer }) => kernelOf(layer) !== undefined);
  checkModules(Object.keys(modules), quantizable, moduleOf);
  const kernels = new Map(quantizable.map(({ layer }) => [layer, kernelOf(layer)!]));
  const last = lastLayers(model, (layer) => layer.weights.length > 0 && kernels.has(layer));
  return {
    architecture: model.name,
    modules: Object.keys(modules),
    parameters: layers.flatMap((layer) => parametersOf(layer, moduleOf, kernels)),
    statistics: layers.flatMap((layer) => statisticsOf(layer, moduleOf)),
    layers: quantizable.map((layer) =>
      describeLayer(layer, moduleOf.get(layer.layer.name)!, input, last.has(layer.layer)),
    ),
    forward: (images, pass) =>
      tf.tidy(() => {
        const substitutions: Substitution[] = [];
        try {
          for (const [layer, kernel] of kernels) substitutions.push(...inPlaceOf(layer, kernel, pass));
          return model.apply(images, { training: pass.training }) as Output;
        } finally {
          for (const substitution of substitutions) substitution.undo();
        }
      }),
    dispose: () => {
      model.dispose();
    },
  };
}

/** The policy's weights are made before the pass: inside of a layer they would be freed with it, and it may be used again. */
function inPlaceOf(
  layer: tf.layers.Layer,
  kernel: tf.LayerVariable,
  { precision }: ForwardPass,
): Substitution[] {
  const simulated = precision.weights(layer.name, kernel.read() as tf.Tensor4D);
  const seenOf = (input: tf.Tensor) => precision.activations(layer.name, input as tf.Tensor4D);
  const call = layer.call.bind(layer);
  return [
    substitute(kernel, 'read', () => simulated),
    substitute(layer, 'call', (inputs, settings) =>
      call(Array.isArray(inputs) ? inputs.map(seenOf) : seenOf(inputs), settings),
    ),
  ];
}

function parametersOf(
  { layer }: GraphLayer,
  moduleOf: ReadonlyMap<string, string>,
  kernels: ReadonlyMap<tf.layers.Layer, tf.LayerVariable>,
): Parameter[] {
  const kernel = kernels.get(layer);
  return namedWeights(layer, layer.trainableWeights).map(({ name, suffix, weight, variable }) => ({
    ...{ name, module: moduleOf.get(layer.name)!, layer: layer.name, variable },
    role: weight === kernel ? 'weight' : (roles[suffix] ?? 'scale'),
  }));
}

function statisticsOf({ layer }: GraphLayer, moduleOf: ReadonlyMap<string, string>): Statistic[] {
  return namedWeights(layer, layer.nonTrainableWeights).map(({ name, variable }) => ({
    ...{ name, module: moduleOf.get(layer.name)!, variable },
  }));
}

/** Weights of a layer under names that are unique in the network, such as `stem_conv.kernel`. */
function namedWeights(layer: tf.layers.Layer, weights: readonly tf.LayerVariable[]) {
  const all = layer.weights.map(weightName);
  return weights.map((weight) => {
    const suffix = weightName(weight);
    const isUnique = all.indexOf(suffix) === all.lastIndexOf(suffix);
    const name = `${layer.name}.${isUnique ? suffix : `${suffix}.${layer.weights.indexOf(weight)}`}`;
    return { name, suffix, weight, variable: weight.read() as tf.Variable };
  });
}

function inputSizeOf(model: tf.LayersModel): InputSize {
  if (!(model instanceof tf.LayersModel)) {
    throw unusable(
      'no model of layers',
      'Make or load it with tf of mqat: tf.sequential, tf.model, tf.loadLayersModel.',
    );
  }
  const inputs = (model.inputs as tf.SymbolicTensor[] | undefined) ?? [];
  if (inputs.length !== 1) {
    throw unusable(
      `${inputs.length} inputs`,
      'Give its first layer an inputShape, and join inputs into one tensor.',
    );
  }
  const [, height, width] = inputs[0].shape;
  return inputs[0].rank === 4 ? { height: height ?? 1, width: width ?? 1 } : { height: 1, width: 1 };
}

function checkModules(
  modules: readonly string[],
  quantizable: readonly GraphLayer[],
  moduleOf: ReadonlyMap<string, string>,
): void {
  const empty = modules.find(
    (module) => !quantizable.some(({ layer }) => moduleOf.get(layer.name) === module),
  );
  if (modules.length > 0 && empty === undefined) return;
  throw new ConfigurationError({
    field: empty === undefined ? 'modules' : `modules.${empty}`,
    found: 'no layer whose weights can be quantized',
    expected: 'at least one',
    remedy: 'Put normalizations and the like into the module of the layer before them.',
  });
}

function unusable(found: string, remedy: string): ConfigurationError {
  return new ConfigurationError({
    field: 'model',
    found,
    expected: 'a built tfjs model of one input',
    remedy,
  });
}
