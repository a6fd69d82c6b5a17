import { ConfigurationError } from '../../common/errors';
import type { tf } from '../../tensor/engine';
import type { LayerDescription } from '../modularNetwork';
import type { GraphLayer } from './layerGraph';

/** The kernels of tfjs's layers that quantizers know what to do with: all end in the output channels. */
const kernelNames: Readonly<Record<string, string>> = {
  Conv2D: 'kernel',
  Dense: 'kernel',
  DepthwiseConv2D: 'depthwise_kernel',
};

/** Layers whose numbers scale and move their input: they stay at full precision everywhere. */
const normalizations: readonly string[] = ['BatchNormalization', 'LayerNormalization', 'PReLU'];

/** Size of the image that a model takes; 1 x 1 where it takes none. */
export interface InputSize {
  readonly height: number;
  readonly width: number;
}

/** @returns the variable of the weights that can be quantized; undefined where there is none */
export function kernelOf(layer: tf.layers.Layer): tf.LayerVariable | undefined {
  const name = kernelNames[layer.getClassName()] as string | undefined;
  return layer.weights.find((variable) => weightName(variable) === name);
}

/** @returns what a layer calls a weight, such as `kernel` */
export function weightName({ originalName }: tf.LayerVariable): string {
  return originalName.slice(originalName.lastIndexOf('/') + 1);
}

/**
 * Looks for weights that nothing could quantize.
 * @throws ConfigurationError naming the layer
 */
export function checkQuantizable({ layer }: GraphLayer): void {
  const kind = layer.getClassName();
  if (layer.weights.length === 0 || normalizations.includes(kind)) return;
  const { kernelSize, strides, dataFormat } = layer.getConfig() as Partial<ConvolutionConfiguration>;
  const faults = [
    ...(kernelOf(layer) === undefined ? [`weights of the kind ${kind}`] : []),
    ...(layer.trainable ? [] : ['frozen weights (trainable is false)']),
    ...(isSquare(kernelSize) ? [] : [`a kernel of ${kernelSize!.join(' x ')}`]),
    ...(isSquare(strides) ? [] : [`strides of ${strides!.join(' and ')}`]),
    ...(dataFormat === 'channelsFirst' ? ['channels in front'] : []),
  ];
  if (faults.length === 0) return;
  throw new ConfigurationError({
    field: `layer ${layer.name}`,
    found: faults.join(', '),
    expected: `a trained ${Object.keys(kernelNames).join(', ')}, square and with channels last, or ${normalizations.join(', ')}`,
    remedy:
      'Name it under fullPrecision, so that it stays at 32 bits, or build it of layers that can be quantized.',
  });
}

/** Describes a layer whose weights can be quantized. */
export function describeLayer(
  { layer, outputs }: GraphLayer,
  module: string,
  input: InputSize,
  predicts: boolean,
): LayerDescription {
  const { strides, useBias, dilationRate } = layer.getConfig() as Partial<ConvolutionConfiguration>;
  const shape = kernelOf(layer)!.shape as number[];
  const isDepthwise = layer.getClassName() === 'DepthwiseConv2D';
  const [inputs, outputChannels] = shape.slice(-2);
  return {
    ...{ name: layer.name, module, kernel: shape.length === 4 ? shape[0] : 1 },
    ...{
      inputChannels: isDepthwise ? 1 : inputs,
      outputChannels: isDepthwise ? inputs * outputChannels : outputChannels,
    },
    ...{ stride: strides?.[0] ?? 1, bias: useBias === true },
    ...((dilationRate?.[0] ?? 1) > 1 && { dilation: dilationRate![0] }),
    ...(isDepthwise && { depthwise: true }),
    outputStrides: outputs.flatMap(({ shape: output }) => outputStrides(layer.name, output, input)),
    ...(predicts && { predicts }),
  };
}

/** What tfjs says of a layer that multiplies. */
interface ConvolutionConfiguration {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  readonly dataFormat: string;
  readonly useBias: boolean;
}

function isSquare(extents: readonly number[] | undefined): boolean {
  return extents === undefined || extents.every((extent) => extent === extents[0]);
}

/**
 * Strides that give as many positions as the output has. Outputs without rows and columns are maps of one position each.
 * @param shape - [B, H, W, C], or [B, .., C]
 */
function outputStrides(
  layer: string,
  shape: readonly (number | null)[],
  { height, width }: InputSize,
): number[] {
  const extents = shape.slice(1, -1);
  if (extents.some((extent) => extent === null)) {
    throw new ConfigurationError({
      field: `layer ${layer}`,
      found: `an output of [${shape.map((extent) => extent ?? '?').join(', ')}]`,
      expected: 'a size that is known before the first image',
      remedy: 'Give the model an inputShape without null, and its weights by setWeights.',
    });
  }
  const [rows, columns] = extents as number[];
  if (extents.length === 2) return [Math.min(strideTo(height, rows), strideTo(width, columns))];
  return Array<number>((extents as number[]).reduce((product, extent) => product * extent, 1)).fill(
    Math.max(height, width),
  );
}

/** @returns a stride by which an extent has so many positions: ceil(extent / stride) = positions, whole where it can be */
function strideTo(extent: number, positions: number): number {
  const exact = extent / positions;
  return [Math.round(exact), exact, extent / (positions - 0.5)].find(
    (stride) => Math.ceil(extent / stride) === positions,
  )!;
}
