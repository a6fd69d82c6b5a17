import type { ActivationGrid } from '../../quantizers/activations/activationQuantizer';
import type { GraphWriter } from './graphWriter';
import { integerBytes, integerType } from './integerTypes';

/**
 * Puts a layer's input on its grid: QuantizeLinear and DequantizeLinear of 8 bits, after a clip to the grid's ends where the
 * grid does not fill the type.
 * @returns the name of the quantized input
 */
export function quantizedActivations(
  graph: GraphWriter,
  input: string,
  layer: string,
  grid: ActivationGrid,
): string {
  const { scale, zeroPoint, lowestCode, highestCode } = grid;
  const type = integerType(lowestCode < 0 ? -128 : 0, lowestCode < 0 ? 127 : 255, 21);
  const bound = (end: string, code: number) =>
    graph.floats(`${layer}.input.${end}`, [], [scale * (code - zeroPoint)]);
  const fills = lowestCode === type.lowest && highestCode === type.highest;
  const clipped = fills
    ? input
    : graph.node('Clip', [input, bound('lowest', lowestCode), bound('highest', highestCode)]);
  const parameters = [
    graph.floats(`${layer}.input.scale`, [], [scale]),
    graph.tensor(`${layer}.input.zero_point`, type.type, [], integerBytes([zeroPoint], type)),
  ];
  const codes = graph.node('QuantizeLinear', [clipped, ...parameters]);
  return graph.node('DequantizeLinear', [codes, ...parameters]);
}
