import type { WeightCodes } from '../../quantizers/weightCodes';
import type { GraphWriter } from './graphWriter';
import { integerBytes, integerType } from './integerTypes';

/** Numbers in the order of other axes. */
export function permuted<T extends ArrayLike<number>>(
  values: T,
  shape: readonly number[],
  axes: readonly number[],
): { shape: number[]; values: Float64Array } {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const target = axes.map((axis) => shape[axis]);
  const steps = axes.map((axis) => strides[axis]);
  const result = new Float64Array(values.length);
  const place = new Array<number>(target.length).fill(0);
  let source = 0;
  for (let index = 0; index < result.length; index++) {
    result[index] = values[source];
    for (let axis = target.length - 1; axis >= 0; axis--) {
      source += steps[axis];
      if (++place[axis] < target[axis]) break;
      source -= steps[axis] * target[axis];
      place[axis] = 0;
    }
  }
  return { shape: target, values: result };
}

/**
 * Stores a layer's codes at the narrowest type of the operator set that holds them, with what makes weights of them again:
 * DequantizeLinear, and for powers of two their law beside it.
 * @param axes - of the weights, in the order wanted; the last axis of the codes are the output channels. Where the last two are, as of
 * a convolution of each channel alone, they come first and are one axis then
 * @returns the name of the weights
 */
export function quantizedWeights(
  graph: GraphWriter,
  codes: WeightCodes,
  axes: readonly number[],
  opset: number,
): { weights: string; bits: number } {
  const { layer, law, scales } = codes;
  const areMerged = scales.length > 1 && scales.length !== codes.shape[codes.shape.length - 1];
  const channelAxis = areMerged ? 0 : axes.indexOf(codes.shape.length - 1);
  const integers = law === 'binary' ? codes.codes.map((code) => 2 * code - 1) : codes.codes;
  const zeroPoints = law === 'uniform' ? codes.zeroPoints : new Int32Array(scales.length);
  const [lowest, highest] = rangeOf(codes);
  const type = integerType(Math.min(lowest, ...zeroPoints), Math.max(highest, ...zeroPoints), opset);
  const { shape: turned, values } = permuted(integers, codes.shape, axes);
  const shape = areMerged ? [turned[0] * turned[1], 1, ...turned.slice(2)] : turned; // [I, M, K, K] -> [I M, 1, K, K]
  const name = `${layer}.weight.${axes.join('')}`;
  const stored = graph.tensor(`${name}.codes`, type.type, shape, integerBytes(values, type));
  const scaleShape = scales.length === 1 ? [] : [scales.length];
  const dequantize = (factors: ArrayLike<number>, suffix: string) => {
    const scale = graph.floats(`${name}.${suffix}`, scaleShape, factors);
    const zero = graph.tensor(`${name}.zero_points`, type.type, scaleShape, integerBytes(zeroPoints, type));
    const attributes = scales.length === 1 ? {} : { axis: { integer: channelAxis } };
    return graph.node('DequantizeLinear', [stored, scale, zero], attributes);
  };
  if (law !== 'powersOfTwo') return { weights: dequantize(scales, 'scales'), bits: type.bits };
  const code = dequantize(new Float32Array(scales.length).fill(1), 'ones');
  const exponent = graph.node('Sub', [graph.node('Abs', [code]), graph.floats('one', [], [1])]);
  const power = graph.node('Pow', [graph.floats('two', [], [2]), exponent]);
  const broadcast = shape.map((size, axis) => (scales.length > 1 && axis === channelAxis ? size : 1));
  const scale = graph.floats(`${name}.scales`, broadcast, scales);
  const signed = graph.node('Mul', [graph.node('Sign', [code]), power]);
  return { weights: graph.node('Mul', [signed, scale]), bits: type.bits };
}

function rangeOf({ law, lowestCode, values }: WeightCodes): [number, number] {
  return law === 'binary' ? [-1, 1] : [lowestCode, lowestCode + values[0].length - 1];
}
