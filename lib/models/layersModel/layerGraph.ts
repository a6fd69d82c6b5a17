import { ConfigurationError } from '../../common/errors';
import { tf } from '../../tensor/engine';

/** A layer of a tfjs model, with every map that it writes in one forward pass. */
export interface GraphLayer {
  readonly layer: tf.layers.Layer;
  /** One for each time that it is applied */
  readonly outputs: readonly tf.SymbolicTensor[];
}

/**
 * @returns the layers of a model in its own order, those of models inside of it in their place
 * @throws ConfigurationError naming a layer whose name occurs twice
 */
export function graphLayers(model: tf.LayersModel): GraphLayer[] {
  const outputs = outputsByLayer(model);
  const layers = flatten(model).map((layer) => ({ layer, outputs: outputs.get(layer) ?? [] }));
  const names = layers.map(({ layer }) => layer.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return layers;
  throw new ConfigurationError({
    field: `layer ${twice}`,
    found: 'two layers of this name, in models inside of each other',
    expected: 'every layer under a name of its own',
    remedy: 'Give layers their names where they are made: tf.layers.conv2d({ name, ... }).',
  });
}

/**
 * @param isMeant - whether a layer can be the last
 * @returns the last such layers on the ways to the model's outputs
 */
export function lastLayers(
  model: tf.LayersModel,
  isMeant: (layer: tf.layers.Layer) => boolean,
): Set<tf.layers.Layer> {
  const last = new Set<tf.layers.Layer>();
  visit(model.outputs, ({ sourceLayer }) => {
    if (sourceLayer instanceof tf.LayersModel) return 'go on inside';
    if (!isMeant(sourceLayer)) return 'go on';
    last.add(sourceLayer);
    return 'stop';
  });
  return last;
}

function flatten(model: tf.LayersModel): tf.layers.Layer[] {
  return model.layers.flatMap((layer) => (layer instanceof tf.LayersModel ? flatten(layer) : [layer]));
}

function outputsByLayer(model: tf.LayersModel): Map<tf.layers.Layer, tf.SymbolicTensor[]> {
  const outputs = new Map<tf.layers.Layer, tf.SymbolicTensor[]>();
  visit(model.outputs, (tensor) => {
    const { sourceLayer } = tensor;
    outputs.set(sourceLayer, [...(outputs.get(sourceLayer) ?? []), tensor]);
    return sourceLayer instanceof tf.LayersModel ? 'go on everywhere' : 'go on';
  });
  return outputs;
}

type Direction = 'stop' | 'go on' | 'go on inside' | 'go on everywhere';

/** Walks from tensors to what they are made of, each tensor once; a model inside is entered by its outputs. */
function visit(
  from: readonly tf.SymbolicTensor[],
  direction: (tensor: tf.SymbolicTensor) => Direction,
): void {
  const seen = new Set<number>();
  const waiting = [...from];
  for (let tensor = waiting.pop(); tensor !== undefined; tensor = waiting.pop()) {
    if (seen.has(tensor.id)) continue;
    seen.add(tensor.id);
    const way = direction(tensor);
    const { sourceLayer, inputs } = tensor;
    const enters = way === 'go on inside' || way === 'go on everywhere';
    if (enters && sourceLayer instanceof tf.LayersModel) waiting.push(...sourceLayer.outputs);
    if (way === 'go on' || way === 'go on everywhere') waiting.push(...inputs);
  }
}
