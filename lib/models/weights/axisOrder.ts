/** PyTorch's order of a convolution's weights, [O, I, K, K], as axes of ours, [K, K, I, O]. */
export const convolutionOrder = [3, 2, 0, 1] as const;
/** PyTorch's order of a transposed convolution's weights, [I, O, K, K], as axes of ours, [K, K, I, O]. */
export const transposedOrder = [2, 3, 0, 1] as const;

/**
 * Reorders the axes of an array.
 * @param order - axis of the array that each axis of the result is
 * @returns the numbers in the new order, bit for bit
 */
export function permuteAxes(
  data: Float32Array,
  shape: readonly number[],
  order: readonly number[],
): Float32Array {
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, extent) => product * extent, 1),
  );
  const [a, b, c, d] = order.map((axis) => shape[axis]);
  const [sa, sb, sc, sd] = order.map((axis) => strides[axis]);
  const result = new Float32Array(data.length);
  let to = 0;
  for (let i = 0; i < a; i++)
    for (let j = 0; j < b; j++)
      for (let k = 0; k < c; k++)
        for (let l = 0; l < d; l++) result[to++] = data[i * sa + j * sb + k * sc + l * sd];
  return result;
}

/** @returns the order that undoes another */
export function inverseOrder(order: readonly number[]): number[] {
  return order.map((_, axis) => order.indexOf(axis));
}
