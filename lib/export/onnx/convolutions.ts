import type { RecordedOperation, ValueReference } from '../../tensor/compiled/recording';
import { integerConvolution } from './integerConvolution';
import type { OnnxAttribute } from './onnxModel';
import { attributeOf, unsupported } from './recordedAttributes';
import type { Padding, TracedValues } from './tracedValues';

/** Weights [K, K, I, O] as ONNX takes them: [O, I, K, K]. */
const convolutionAxes = [3, 2, 0, 1];
/** Weights [K, K, I, M] of a convolution of each channel alone: [I, M, K, K]. */
const depthwiseAxes = [2, 3, 0, 1];

/** What a convolution looks at. */
interface ConvolutionWindow {
  /** The input before the padding that the convolution does itself */
  readonly source: ValueReference;
  readonly attributes: Readonly<Record<'strides' | 'dilations' | 'pads', OnnxAttribute>>;
}

/** Conv2D, with the padding before it, and the bias of a folded batch normalization. */
export function convolve(values: TracedValues, operation: RecordedOperation): void {
  const { name, inputs, outputShapes } = operation;
  const [, w] = inputs;
  const { source, attributes } = windowOf(values, operation);
  const layer = values.layerOf(w);
  const folded = layer === undefined ? undefined : values.options.folded.get(layer);
  const [shape] = outputShapes;
  const factors = values.integerFactors(source, layer);
  if (factors !== undefined) {
    const input = values.channelsFirst(factors.input);
    const channelsFirst = integerConvolution(values.graph, input, factors, convolutionAxes, attributes); // [B, I, H, W] -> [B, O, H', W']
    values.storedBits.set(factors.layer, 8);
    values.set(name, { shape, channelsFirst, ...(folded?.bias && { foldedLayer: layer }) });
    return;
  }
  const bias =
    folded?.bias === undefined
      ? []
      : [values.graph.floats(`${folded.layer}.folded_bias`, [folded.bias.length], folded.bias)];
  const channelsFirst = values.graph.node(
    'Conv',
    [values.channelsFirst(source), values.weights(w, convolutionAxes), ...bias],
    attributes,
  ); // [B, I, H, W] -> [B, O, H', W']
  if (layer !== undefined) values.layerOutputs.set(layer, { name: channelsFirst, shape });
  values.set(name, { shape, channelsFirst, ...(bias.length > 0 && { foldedLayer: layer }) });
}

/** A convolution of each channel alone, into M channels: a convolution in as many groups as there are channels. */
export function convolveDepthwise(values: TracedValues, operation: RecordedOperation): void {
  const { name, inputs, outputShapes } = operation;
  const [, w] = inputs;
  const { source, attributes } = windowOf(values, operation);
  const [rows, columns, channels, multiplier] = values.value(w).shape;
  const grouped = values.graph.node('Reshape', [
    values.weights(w, depthwiseAxes),
    values.graph.integers([channels * multiplier, 1, rows, columns]),
  ]); // [I, M, K, K] -> [I M, 1, K, K]
  const channelsFirst = values.graph.node('Conv', [values.channelsFirst(source), grouped], {
    ...attributes,
    group: { integer: channels },
  }); // [B, I, H, W] -> [B, I M, H', W']
  values.set(name, { shape: outputShapes[0], channelsFirst });
}

/** The gradient of a convolution by its input: a transposed convolution. Weights are [K, K, O, I] there, [I, O, K, K] here. */
export function convolveTransposed(values: TracedValues, operation: RecordedOperation): void {
  const { name, inputs, outputShapes } = operation;
  const [, w, x] = inputs;
  if (attributeOf(operation, 'padding') !== 'VALID') throw unsupported(operation, 'padding');
  const strides = middle(operation, 'strides');
  const [, rows, columns] = outputShapes[0];
  const [, height, width] = values.value(x).shape;
  const [kernelRows, kernelColumns] = values.value(w).shape;
  const beyond = [
    rows - ((height - 1) * strides[0] + kernelRows),
    columns - ((width - 1) * strides[1] + kernelColumns),
  ];
  const layer = values.layerOf(w);
  const folded = layer === undefined ? undefined : values.options.folded.get(layer);
  const transposed = values.graph.node(
    'ConvTranspose',
    [values.channelsFirst(x), values.weights(w, convolutionAxes)],
    { strides: { integers: strides }, output_padding: { integers: beyond } },
  ); // [B, I, H, W] -> [B, O, H', W']
  const [shape] = outputShapes;
  if (folded?.bias === undefined) {
    values.set(name, { shape, channelsFirst: transposed });
    return;
  }
  const bias = values.graph.floats(`${folded.layer}.folded_bias`, [folded.bias.length, 1, 1], folded.bias);
  const channelsFirst = values.graph.node('Add', [transposed, bias]);
  values.set(name, { shape, channelsFirst, foldedLayer: layer });
}

function windowOf(values: TracedValues, operation: RecordedOperation): ConvolutionWindow {
  const [x] = operation.inputs;
  const strides = middle(operation, 'strides');
  const dilations = middle(operation, 'dilations');
  const padding = attributeOf(operation, 'padding');
  if (padding === 'EXPLICIT') throw unsupported(operation, 'explicit padding');
  const padded = values.value(x).padded;
  const own = padding === 'SAME' ? samePadding(values, operation, strides, dilations) : [0, 0, 0, 0];
  const pads = padded?.padding.map((size, side) => size + own[side]) ?? own;
  return {
    source: padded?.of ?? x,
    attributes: {
      strides: { integers: strides },
      dilations: { integers: dilations },
      pads: { integers: pads },
    },
  };
}

/** TensorFlow's SAME: as much as the output needs, the odd pixel after. */
function samePadding(
  values: TracedValues,
  { inputs, outputShapes }: RecordedOperation,
  strides: readonly number[],
  dilations: readonly number[],
): Padding {
  const [before, after] = [0, 1].map((side) =>
    [0, 1].map((axis) => {
      const size = values.value(inputs[0]).shape[axis + 1];
      const reach = (values.value(inputs[1]).shape[axis] - 1) * dilations[axis] + 1;
      const needed = Math.max(0, (outputShapes[0][axis + 1] - 1) * strides[axis] + reach - size);
      return side === 0 ? Math.floor(needed / 2) : Math.ceil(needed / 2);
    }),
  );
  return [before[0], before[1], after[0], after[1]];
}

/** @returns the numbers of an attribute of four axes for rows and columns */
function middle(operation: RecordedOperation, name: string): number[] {
  return (attributeOf(operation, name) as number[]).slice(1, 3);
}
