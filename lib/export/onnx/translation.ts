/*
 * The operations of TensorFlow that networks are made of, each as operators of ONNX. Maps are [B, H, W, C] there and
 * [B, C, H, W] here; values keep whichever order they come in until another is needed.
 */
import { ExportError } from '../../common/errors';
import type { RecordedOperation, ValueReference } from '../../tensor/compiled/recording';
import { convolve, convolveDepthwise, convolveTransposed } from './convolutions';
import { hasIntegerKernel } from './integerConvolution';
import type { OnnxAttribute } from './onnxModel';
import { quantizedActivations } from './quantizedActivations';
import { attributeOf, unsupported, type Translation } from './recordedAttributes';
import { placeholders } from './tracing';
import type { TracedValues } from './tracedValues';

/** Operations and what they become: a new one is a row more. */
const translations: Readonly<Record<string, Translation>> = {
  Conv2D: convolve,
  DepthwiseConv2dNative: convolveDepthwise,
  Conv2DBackpropInput: convolveTransposed,
  FusedBatchNorm: normalize,
  FusedBatchNormV3: normalize,
  BiasAdd: addBias,
  Add: add,
  AddV2: add,
  AddN: elementwise('Sum'),
  Sub: elementwise('Sub'),
  Mul: elementwise('Mul'),
  Relu: elementwise('Relu'),
  LeakyRelu: (values, operation) => {
    elementwise('LeakyRelu', { alpha: { real: attributeOf(operation, 'alpha') as number } })(
      values,
      operation,
    );
  },
  Square: (values, operation) => {
    const inputs = [operation.inputs[0], operation.inputs[0]];
    elementwise('Mul')(values, { ...operation, inputs });
  },
  Rsqrt: (values, { name, inputs, outputShapes }) => {
    const root = values.graph.node('Sqrt', [values.plain(inputs[0])]);
    values.set(name, { shape: outputShapes[0], plain: values.graph.node('Reciprocal', [root]) });
  },
  Mean: (values, operation) => {
    const axes = numbersOf(values, operation, 1);
    const attributes = { keepdims: { integer: Number(attributeOf(operation, 'keep_dims')) } };
    plainNode('ReduceMean', attributes, axes)(values, operation);
  },
  Tile: (values, operation) => {
    plainNode('Tile', {}, numbersOf(values, operation, 1))(values, operation);
  },
  Reshape: reshape,
  Identity: alias,
  Cast: (values, operation) => {
    if (attributeOf(operation, 'SrcT') !== attributeOf(operation, 'DstT'))
      throw unsupported(operation, 'another type');
    alias(values, operation);
  },
  ZerosLike: (values, { name, outputShapes }) => {
    const [shape] = outputShapes;
    values.set(name, { shape, plain: values.graph.node('ConstantOfShape', [values.graph.integers(shape)]) });
  },
  Transpose: transpose,
  PadV2: pad,
  ConcatV2: concatenate,
  SplitV: split,
  Slice: slice,
  MaxPool: maxPool,
  ResizeNearestNeighbor: resize,
};

/**
 * Writes an operation of a trace into the graph of its values.
 * @throws ExportError naming an operation that has no translation, and where it ran
 */
export function translate(values: TracedValues, operation: RecordedOperation): void {
  if (!Object.hasOwn(translations, operation.operation)) throw unsupported(operation, 'no translation');
  translations[operation.operation](values, operation);
}

/** An operator on values of one shape, or with scalars: it keeps the order of axes. */
function elementwise(
  operator: string,
  attributes: Readonly<Record<string, OnnxAttribute>> = {},
): Translation {
  return (values, { name, inputs, outputShapes }) => {
    const [shape] = outputShapes;
    const ranks = inputs.map((input) => values.value(input).shape.length);
    const first =
      inputs.some((input) => values.isChannelsFirst(input)) &&
      ranks.every((rank) => rank === 4 || rank === 0);
    const names = inputs.map((input, index) =>
      first && ranks[index] === 4 ? values.channelsFirst(input) : values.plain(input),
    );
    const output = values.graph.node(operator, names, attributes);
    values.set(name, first ? { shape, channelsFirst: output } : { shape, plain: output });
  };
}

/** An operator in the axes of the trace, with a list of whole numbers as its second input. */
function plainNode(
  operator: string,
  attributes: Readonly<Record<string, OnnxAttribute>>,
  numbers: readonly number[],
): Translation {
  return (values, { name, inputs, outputShapes }) => {
    const second = values.graph.integers(numbers);
    const plain = values.graph.node(operator, [values.plain(inputs[0]), second], attributes);
    values.set(name, { shape: outputShapes[0], plain });
  };
}

/** Adds two values; the mark of a layer's input becomes its quantization, next to the layer that reads it. */
function add(values: TracedValues, operation: RecordedOperation): void {
  const { name, inputs, outputShapes } = operation;
  const mark = inputs[1];
  if (!mark.startsWith(placeholders.activations)) {
    elementwise('Add')(values, operation);
    return;
  }
  const layer = mark.slice(placeholders.activations.length);
  const [shape] = outputShapes;
  const grid = values.options.grids.get(layer)!;
  if (values.options.outputRanges.has(layer) && hasIntegerKernel(values.codesOf(layer))) {
    values.set(name, { shape, ungridded: { of: inputs[0], layer } });
    return;
  }
  const channelsFirst = quantizedActivations(values.graph, values.channelsFirst(inputs[0]), layer, grid);
  values.set(name, { shape, channelsFirst });
}

function addBias(values: TracedValues, operation: RecordedOperation): void {
  const { name, inputs, outputShapes } = operation;
  if (values.value(inputs[0]).foldedLayer !== undefined) {
    alias(values, operation);
    return;
  }
  const summands = [values.channelsFirst(inputs[0]), values.perChannel(inputs[1])];
  values.set(name, { shape: outputShapes[0], channelsFirst: values.graph.node('Add', summands) });
}

function normalize(values: TracedValues, operation: RecordedOperation): void {
  const { name, inputs, outputShapes } = operation;
  const [shape] = outputShapes;
  if (values.value(inputs[0]).foldedLayer !== undefined) {
    values.set(name, { shape, channelsFirst: values.channelsFirst(inputs[0]) });
    return;
  }
  const parameters = inputs.slice(1).map((input) => values.plain(input));
  const attributes = { epsilon: { real: attributeOf(operation, 'epsilon') as number } };
  const channelsFirst = values.graph.node(
    'BatchNormalization',
    [values.channelsFirst(inputs[0]), ...parameters],
    attributes,
  );
  values.set(name, { shape, channelsFirst });
}

/** A value under another name. */
function alias(values: TracedValues, { name, inputs }: RecordedOperation): void {
  values.set(name, values.value(inputs[0]));
}

function reshape(values: TracedValues, operation: RecordedOperation): void {
  const [shape] = operation.outputShapes;
  if (values.value(operation.inputs[0]).shape.join() === shape.join()) alias(values, operation);
  else plainNode('Reshape', {}, shape)(values, operation);
}

/** Weights in other axes stay weights; other values are turned. */
function transpose(values: TracedValues, operation: RecordedOperation): void {
  const { name, inputs, outputShapes } = operation;
  const axes = numbersOf(values, operation, 1);
  const [shape] = outputShapes;
  if (values.layerOf(inputs[0]) === undefined) {
    const turned = values.graph.node('Transpose', [values.plain(inputs[0])], { perm: { integers: axes } });
    values.set(name, { shape, plain: turned });
    return;
  }
  const before = values.value(inputs[0]).weights;
  const weights = { of: before?.of ?? inputs[0], axes: axes.map((axis) => before?.axes[axis] ?? axis) };
  values.set(name, { shape, weights });
}

function pad(values: TracedValues, operation: RecordedOperation): void {
  const { name, inputs, outputShapes } = operation;
  const pads = numbersOf(values, operation, 1); // [axis, before and after]
  const [fill] = numbersOf(values, operation, 2);
  const outside = [0, 1, 6, 7].some((index) => pads[index] !== 0);
  if (fill !== 0 || pads.length !== 8 || outside)
    throw unsupported(operation, 'padding of other axes or numbers');
  const padding = [pads[2], pads[4], pads[3], pads[5]] as const;
  values.set(name, { shape: outputShapes[0], padded: { of: inputs[0], padding } });
}

function concatenate(values: TracedValues, operation: RecordedOperation): void {
  const { name, inputs, outputShapes } = operation;
  const parts = inputs.slice(0, -1);
  const [shape] = outputShapes;
  const axis = (numbersOf(values, operation, parts.length)[0] + shape.length) % shape.length;
  if (shape.length === 4 && parts.every((part) => values.isChannelsFirst(part))) {
    const names = parts.map((part) => values.channelsFirst(part));
    const attributes = { axis: { integer: [0, 2, 3, 1][axis] } };
    values.set(name, { shape, channelsFirst: values.graph.node('Concat', names, attributes) });
    return;
  }
  const names = parts.map((part) => values.plain(part));
  values.set(name, { shape, plain: values.graph.node('Concat', names, { axis: { integer: axis } }) });
}

function split(values: TracedValues, operation: RecordedOperation): void {
  const { name, inputs, outputShapes } = operation;
  const rank = outputShapes[0].length;
  const axis = (numbersOf(values, operation, 2)[0] + rank) % rank;
  const lengths = values.graph.integers(outputShapes.map((shape) => shape[axis]));
  const outputs = outputShapes.map(() => values.graph.freshName('Split'));
  values.graph.node('Split', [values.plain(inputs[0]), lengths], { axis: { integer: axis } }, outputs);
  for (const [index, shape] of outputShapes.entries()) {
    const reference: ValueReference = index === 0 ? name : `${name}:${index}`;
    values.set(reference, { shape, plain: outputs[index] });
  }
}

function slice(values: TracedValues, operation: RecordedOperation): void {
  const { name, inputs, outputShapes } = operation;
  const [shape] = outputShapes;
  const begins = numbersOf(values, operation, 1);
  const ends = begins.map((begin, axis) => begin + shape[axis]);
  const axes = shape.map((_, axis) => axis);
  const order = shape.length === 4 && values.isChannelsFirst(inputs[0]) ? [0, 3, 1, 2] : axes;
  const turned = (numbers: readonly number[]) => values.graph.integers(order.map((axis) => numbers[axis]));
  const input = order === axes ? values.plain(inputs[0]) : values.channelsFirst(inputs[0]);
  const bounds = [turned(begins), turned(ends), values.graph.integers(axes)];
  const output = values.graph.node('Slice', [input, ...bounds]);
  const { foldedLayer } = values.value(inputs[0]);
  values.set(name, {
    shape,
    foldedLayer,
    ...(order === axes ? { plain: output } : { channelsFirst: output }),
  });
}

function maxPool(values: TracedValues, operation: RecordedOperation): void {
  const { name, inputs, outputShapes } = operation;
  if (attributeOf(operation, 'padding') !== 'VALID') throw unsupported(operation, 'padding');
  const sides = (key: string) => ({ integers: (attributeOf(operation, key) as number[]).slice(1, 3) });
  const attributes = { kernel_shape: sides('ksize'), strides: sides('strides') };
  const output = values.graph.node('MaxPool', [values.channelsFirst(inputs[0])], attributes); // [B, C, H, W] -> [B, C, H', W']
  values.set(name, { shape: outputShapes[0], channelsFirst: output });
}

function resize(values: TracedValues, operation: RecordedOperation): void {
  const { name, inputs, outputShapes } = operation;
  const others = ['align_corners', 'half_pixel_centers'].some((key) => Boolean(attributeOf(operation, key)));
  if (others) throw unsupported(operation, 'other centers of pixels');
  const [batch, height, width, channels] = outputShapes[0];
  const size = values.graph.integers([batch, channels, height, width]);
  const output = values.graph.node('Resize', [values.channelsFirst(inputs[0]), '', '', size], {
    mode: { text: 'nearest' },
    coordinate_transformation_mode: { text: 'asymmetric' },
    nearest_mode: { text: 'floor' },
  }); // [B, C, H, W] -> [B, C, H', W']
  values.set(name, { shape: outputShapes[0], channelsFirst: output });
}

/** @returns the numbers of an input that must be a constant of the trace */
function numbersOf(values: TracedValues, operation: RecordedOperation, index: number): number[] {
  const numbers = values.numbers(operation.inputs[index]);
  if (numbers !== undefined) return numbers;
  throw unsupported(operation, `input ${index} that is no constant`) satisfies ExportError;
}
