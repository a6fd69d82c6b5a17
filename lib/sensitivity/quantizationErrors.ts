import { leastSquaresScale } from '../quantizers/methods/leastSquaresScale';

/**
 * |Q(W) - W|^2 of a layer at each width, Q to 2^b - 1 equally spaced levels at the scale of least error, which is where MQAT's
 * own quantizer starts.
 * @param weights - of the layer
 * @param widths - bits, from 2
 */
export function quantizationErrors(weights: ArrayLike<number>, widths: readonly number[]): number[] {
  return widths.map((bits) => (bits === 32 ? 0 : leastSquaresScale(weights, 2 ** bits - 1).squaredError));
}
