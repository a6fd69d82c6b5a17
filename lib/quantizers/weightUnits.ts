/**
 * What is frozen whole: a single weight; a kernel, the K x K weights between one input and one output channel; or a filter,
 * all weights of one output channel. A kernel of a 1x1 convolution is a single weight.
 */
export type WeightUnit = 'weight' | 'kernel' | 'filter';

/** @returns the number of units of weights [K, K, I, O] or [.., I, O] */
export function unitCount(shape: readonly number[], unit: WeightUnit): number {
  const axes = { weight: shape.length, kernel: 2, filter: 1 }[unit];
  return shape.slice(shape.length - axes).reduce((product, extent) => product * extent, 1);
}

/** Sums over the weights of each unit; the unit of the weight at an index is the index modulo the number of units. */
export function unitSums(values: Float32Array, units: number, of: (value: number) => number): Float64Array {
  const sums = new Float64Array(units);
  for (const [index, value] of values.entries()) sums[index % units] += of(value);
  return sums;
}
