import { Random } from '../common/random';
import { tf } from '../tensor/engine';
import type { Initializer } from './initializers';
import type { LayerDescription, Parameter, ParameterRole, Statistic } from './modularNetwork';

/** What initial weights are drawn from; `zeros` for a network whose weights are assigned at once, or only counted. */
export type WeightSeed = number | 'zeros';

/** Collects the variables and layers of a network while it is put together, in definition order. */
export class NetworkBuilder {
  readonly parameters: Parameter[] = [];
  readonly statistics: Statistic[] = [];
  readonly layers: LayerDescription[] = [];

  /** @param seed - every variable draws from a stream of this seed and its own name */
  constructor(private readonly seed: WeightSeed) {}

  /**
   * Makes a trained variable.
   * @param layer - dotted name whose first part is the module
   * @param suffix - last part of the parameter's name, such as `weight`
   */
  parameter(
    layer: string,
    suffix: string,
    role: ParameterRole,
    shape: number[],
    initializer: Initializer,
    fanIn = 1,
  ): tf.Variable {
    const name = `${layer}.${suffix}`;
    const variable = this.variable(name, shape, initializer, fanIn, true);
    this.parameters.push({ name, module: moduleOf(layer), layer, role, variable });
    return variable;
  }

  /** Makes a variable that training moves without gradients. */
  statistic(layer: string, suffix: string, shape: number[], initializer: Initializer): tf.Variable {
    const name = `${layer}.${suffix}`;
    const variable = this.variable(name, shape, initializer, 1, false);
    this.statistics.push({ name, module: moduleOf(layer), variable });
    return variable;
  }

  /** Records a layer whose weights can be quantized. */
  layer(description: Omit<LayerDescription, 'module'>): void {
    this.layers.push({ ...description, module: moduleOf(description.name) });
  }

  /** Records that the output of the layer defined last goes through a batch normalization, which can be folded into it. */
  normalization(name: string, channels: number): void {
    const last = this.layers.length - 1;
    const layer = this.layers[last];
    if (layer.outputChannels !== channels || layer.normalization !== undefined)
      throw new RangeError(`${name} has ${channels} channels and does not follow ${layer.name}`);
    this.layers[last] = { ...layer, normalization: name };
  }

  /** Frees every variable made so far. */
  dispose(): void {
    for (const { variable } of [...this.parameters, ...this.statistics]) variable.dispose();
  }

  private variable(
    name: string,
    shape: number[],
    initializer: Initializer,
    fanIn: number,
    trainable: boolean,
  ): tf.Variable {
    if (this.seed === 'zeros') return tf.tidy(() => tf.variable(tf.zeros(shape), trainable));
    const size = shape.reduce((product, extent) => product * extent, 1);
    const values = initializer(Random.derive(this.seed, 'parameter', name), size, fanIn);
    return tf.tidy(() => tf.variable(tf.tensor(values, shape), trainable));
  }
}

function moduleOf(layer: string): string {
  return layer.split('.')[0];
}
