import type { FoldedLayer } from '../../quantizers/foldedQuantization';
import type { ActivationGrid } from '../../quantizers/activations/activationQuantizer';
import type { WeightCodes } from '../../quantizers/weightCodes';
import type { Recording, ValueReference } from '../../tensor/compiled/recording';
import type { GraphWriter } from './graphWriter';
import type { IntegerFactors, ValueRange } from './integerConvolution';
import { quantizedActivations } from './quantizedActivations';
import { permuted, quantizedWeights } from './quantizedWeights';
import { placeholders, type TracedPass } from './tracing';

/** What a trace is translated with. */
export interface TranslationOptions {
  readonly opset: number;
  /** Quantized layers by name */
  readonly codes: ReadonlyMap<string, WeightCodes>;
  /** Grids of the inputs of layers, by name */
  readonly grids: ReadonlyMap<string, ActivationGrid>;
  /** Layers whose batch normalization is folded into them, by name */
  readonly folded: ReadonlyMap<string, FoldedLayer>;
  /** Ranges of the outputs of layers that may be computed with integers, by name */
  readonly outputRanges: ReadonlyMap<string, ValueRange>;
}

/** Zeros around the rows and columns of a map: top, left, bottom, right. */
export type Padding = readonly [number, number, number, number];

/** A value of the trace: its shape there, and its names in the graph, by the order of its axes. */
interface TracedValue {
  readonly shape: readonly number[];
  /** In the axes of the trace */
  plain?: string;
  /** [B, C, H, W], of a map that is [B, H, W, C] in the trace */
  channelsFirst?: string;
  /** A map whose zero padding the reader of the value may do itself */
  padded?: { readonly of: ValueReference; readonly padding: Padding };
  /** Stored numbers, in other axes than they are stored in */
  weights?: { readonly of: ValueReference; readonly axes: readonly number[] };
  /** The input of a layer before it is put on its grid, where that is left to the layer */
  ungridded?: { readonly of: ValueReference; readonly layer: string };
  /** Layer whose bias and batch normalization are in its numbers already */
  foldedLayer?: string | undefined;
}

const toChannelsFirst = [0, 3, 1, 2];
const toPlain = [0, 2, 3, 1];

/** The values of a trace, written into a graph when they are asked for, in the order of axes that is asked for. */
export class TracedValues {
  private readonly values = new Map<ValueReference, TracedValue>();
  private readonly constants: Map<string, Recording['constants'][number]>;
  private readonly weightNames = new Map<string, string>();
  /** Bits that the weights of each quantized layer are stored at */
  readonly storedBits = new Map<string, number>();
  /** What convolutions of floats give, [B, C, H, W], by layer; shapes are [B, H, W, C] */
  readonly layerOutputs = new Map<string, { readonly name: string; readonly shape: readonly number[] }>();

  constructor(
    readonly graph: GraphWriter,
    private readonly trace: TracedPass,
    readonly options: TranslationOptions,
    imagesName: string,
  ) {
    const { placeholders: inputs, constants } = trace.recording;
    for (const { name, shape } of inputs) this.values.set(name, { shape });
    this.value(placeholders.images).plain = imagesName;
    this.constants = new Map(constants.map((constant) => [constant.name, constant]));
    for (const { name, shape } of constants) this.values.set(name, { shape });
  }

  value(reference: ValueReference): TracedValue {
    return this.values.get(reference)!;
  }

  set(reference: ValueReference, value: TracedValue): void {
    this.values.set(reference, value);
  }

  /** @returns the numbers of a constant of the trace; undefined where the value is none */
  numbers(reference: ValueReference): number[] | undefined {
    const constant = this.constants.get(reference);
    return constant && Array.from(constant.values);
  }

  /** @returns the name of a value in the axes of the trace */
  plain(reference: ValueReference): string {
    const value = this.value(reference);
    value.plain ??=
      value.channelsFirst === undefined
        ? this.materialize(reference, value)
        : this.transposed(value.channelsFirst, toPlain);
    return value.plain;
  }

  /** @returns the name of a map, its axes [B, C, H, W] */
  channelsFirst(reference: ValueReference): string {
    const value = this.value(reference);
    if (value.channelsFirst === undefined && value.padded !== undefined) {
      const { of, padding } = value.padded;
      const [top, left, bottom, right] = padding;
      const pads = this.graph.integers([0, 0, top, left, 0, 0, bottom, right]);
      value.channelsFirst = this.graph.node('Pad', [this.channelsFirst(of), pads]); // -> [B, C, H + t + b, W + l + r]
    }
    if (value.channelsFirst === undefined && value.ungridded !== undefined) {
      const { of, layer } = value.ungridded;
      const grid = this.options.grids.get(layer)!;
      value.channelsFirst = quantizedActivations(this.graph, this.channelsFirst(of), layer, grid);
    }
    value.channelsFirst ??= this.transposed(this.plain(reference), toChannelsFirst);
    return value.channelsFirst;
  }

  /** @returns whether a map stands in the graph with its channels first already */
  isChannelsFirst(reference: ValueReference): boolean {
    const { channelsFirst, padded, ungridded } = this.value(reference);
    return channelsFirst !== undefined || padded !== undefined || ungridded !== undefined;
  }

  /** @returns the layer whose weights a value is; undefined for other values */
  layerOf(reference: ValueReference): string | undefined {
    const source = this.value(reference).weights?.of ?? reference;
    if (source.startsWith(placeholders.weights)) return source.slice(placeholders.weights.length);
    return this.variableOf(source)?.name.replace(/\.weight$/, '');
  }

  /** @returns what a convolution of integers takes; undefined where it is one of floats */
  integerFactors(
    reference: ValueReference,
    layer: string | undefined,
  ): (IntegerFactors & { readonly input: ValueReference }) | undefined {
    const { ungridded } = this.value(reference);
    if (ungridded === undefined || ungridded.layer !== layer) return undefined;
    const { grids, outputRanges, folded } = this.options;
    const [grid, output] = [grids.get(layer)!, outputRanges.get(layer)!];
    const { bias } = folded.get(layer) ?? { bias: undefined };
    return { layer, grid, codes: this.codesOf(layer)!, output, bias, input: ungridded.of };
  }

  /** @returns the codes of a quantized layer's weights, folded where they are */
  codesOf(layer: string): WeightCodes | undefined {
    return this.options.folded.get(layer)?.codes ?? this.options.codes.get(layer);
  }

  /** @returns the name of weights in the axes asked for, stored in them */
  weights(reference: ValueReference, axes: readonly number[]): string {
    const { weights, shape } = this.value(reference);
    const order = weights === undefined ? axes : axes.map((axis) => weights.axes[axis]);
    const source = weights?.of ?? reference;
    const layer = this.layerOf(reference);
    if (layer === undefined) return this.transposed(this.plain(reference), axes);
    const key = `${layer} ${order.join()}`;
    const name =
      this.weightNames.get(key) ??
      this.storedWeights(source, layer, this.value(source).shape ?? shape, order);
    this.weightNames.set(key, name);
    return name;
  }

  /** @returns the name of one number a channel, of the shape [C, 1, 1] */
  perChannel(reference: ValueReference): string {
    const variable = this.variableOf(reference);
    const [channels] = this.value(reference).shape;
    if (variable === undefined)
      return this.graph.node('Reshape', [this.plain(reference), this.graph.integers([channels, 1, 1])]); // [C] -> [C, 1, 1]
    return this.graph.floats(`${variable.name}.map`, [channels, 1, 1], variable.variable.dataSync());
  }

  private storedWeights(
    source: ValueReference,
    layer: string,
    shape: readonly number[],
    axes: readonly number[],
  ): string {
    const { folded, opset } = this.options;
    const coded = this.codesOf(layer);
    if (coded !== undefined) {
      const { weights, bits } = quantizedWeights(this.graph, coded, axes, opset);
      this.storedBits.set(layer, bits);
      return weights;
    }
    const numbers =
      folded.get(layer)?.weights ?? (this.variableOf(source)!.variable.dataSync() as Float32Array);
    const stored = permuted(numbers, shape, axes);
    return this.graph.floats(`${layer}.weight.${axes.join('')}`, stored.shape, stored.values);
  }

  private materialize(reference: ValueReference, value: TracedValue): string {
    if (value.padded !== undefined || value.ungridded !== undefined)
      return this.transposed(this.channelsFirst(reference), toPlain);
    if (value.weights !== undefined || reference.startsWith(placeholders.weights)) {
      return this.weights(
        reference,
        value.shape.map((_, axis) => axis),
      );
    }
    const variable = this.variableOf(reference);
    if (variable !== undefined) {
      return this.graph.floats(variable.name, value.shape, variable.variable.dataSync());
    }
    return this.graph.floats(reference, value.shape, this.numbers(reference)!);
  }

  private variableOf(reference: ValueReference): TracedPass['variables'][number] | undefined {
    if (!reference.startsWith(placeholders.variable)) return undefined;
    return this.trace.variables[Number(reference.slice(placeholders.variable.length))];
  }

  private transposed(name: string, axes: readonly number[]): string {
    return this.graph.node('Transpose', [name], { perm: { integers: axes } });
  }
}
