import type { ActivationGrid } from '../../quantizers/activations/activationQuantizer';
import type { WeightCodes } from '../../quantizers/weightCodes';
import type { GraphWriter } from './graphWriter';
import { integerBytes, integerType } from './integerTypes';
import type { OnnxAttribute } from './onnxModel';
import { permuted } from './quantizedWeights';

/** The lowest and the highest number that something had. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** What a convolution of integers takes and gives. */
export interface IntegerFactors {
  readonly layer: string;
  readonly grid: ActivationGrid;
  readonly codes: WeightCodes;
  /** Of the layer's output, which is rounded to 256 levels of it */
  readonly output: ValueRange;
  /** A number an output channel, of a folded batch normalization */
  readonly bias: Float32Array | undefined;
}

/** @returns whether a layer can be computed with integers: its weights are uniform codes of a byte around 0 */
export function hasIntegerKernel(codes: WeightCodes | undefined): boolean {
  return (
    codes?.law === 'uniform' &&
    codes.lowestCode >= -128 &&
    codes.lowestCode + codes.values[0].length <= 128 &&
    codes.zeroPoints.every((zeroPoint) => zeroPoint === 0)
  );
}

/**
 * Writes a convolution of integers: QLinearConv between a QuantizeLinear and a DequantizeLinear, all bytes unsigned but the
 * weights. Its output is rounded to 8 bits too, which is not simulated.
 * @param input - [B, I, H, W], full precision
 * @returns [B, O, H', W']
 */
export function integerConvolution(
  graph: GraphWriter,
  input: string,
  { layer, grid, codes, output, bias }: IntegerFactors,
  axes: readonly number[],
  attributes: Readonly<Record<string, OnnxAttribute>>,
): string {
  const [byte, signed] = [integerType(0, 255, 10), integerType(-128, 127, 10)];
  const scalar = (name: string, value: number) => graph.floats(`${layer}.${name}`, [], [value]);
  const zero = (name: string, value: number) =>
    graph.tensor(`${layer}.${name}`, byte.type, [], integerBytes([value], byte));
  const shift = grid.lowestCode < 0 ? 128 : 0;
  const fills = grid.lowestCode + shift === 0 && grid.highestCode + shift === 255;
  const end = (code: number) => grid.scale * (code - grid.zeroPoint);
  const ends = [scalar('input.lowest', end(grid.lowestCode)), scalar('input.highest', end(grid.highestCode))];
  const clipped = fills ? input : graph.node('Clip', [input, ...ends]);
  const inputGrid = [
    scalar('input.scale', grid.scale),
    zero('input.byte_zero_point', grid.zeroPoint + shift),
  ];
  const inputCodes = graph.node('QuantizeLinear', [clipped, ...inputGrid]);

  const { shape, values } = permuted(codes.codes, codes.shape, axes);
  const channels = codes.scales.length === 1 ? [] : [codes.scales.length];
  const weights = [
    graph.tensor(`${layer}.weight.bytes`, signed.type, shape, integerBytes(values, signed)),
    graph.floats(`${layer}.weight.scales`, channels, codes.scales),
    graph.tensor(
      `${layer}.weight.byte_zero_points`,
      signed.type,
      channels,
      new Uint8Array(codes.scales.length),
    ),
  ];

  const [low, high] = [Math.min(0, output.low), Math.max(0, output.high)];
  const step = (high - low) / 255 || 1;
  const outputGrid = [
    scalar('output.scale', step),
    zero('output.byte_zero_point', Math.min(255, Math.round(-low / step))),
  ];
  const sums = bias && [
    graph.tensor(
      `${layer}.bias.sums`,
      'int32',
      [bias.length],
      new Uint8Array(biasSums(bias, grid, codes).buffer),
    ),
  ];
  const operands = [inputCodes, ...inputGrid, ...weights, ...outputGrid, ...(sums ?? [])];
  const outputCodes = graph.node('QLinearConv', operands, attributes);
  return graph.node('DequantizeLinear', [outputCodes, ...outputGrid]);
}

/** The bias in steps of the products' sums. */
function biasSums(bias: Float32Array, grid: ActivationGrid, { scales }: WeightCodes): Int32Array {
  return Int32Array.from(bias, (value, channel) =>
    Math.round(value / (grid.scale * scales[scales.length === 1 ? 0 : channel])),
  );
}
