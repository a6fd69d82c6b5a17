import { quantizationMethods } from '../../../quantizers/methods/quantizationMethods';
import { dataFrame } from '../../tables/dataFrame';
import type { LayerResponses } from './quantizerResponses';

/** Read back from the layer: the values that its weights have, and how far they moved. */
export function quantizerTable({ responses }: LayerResponses) {
  const whole = responses.filter(({ distinctValues }) => distinctValues !== undefined);
  return dataFrame(
    ['method', 'reference', 'bits', 'distinct values', 'relative squared error'],
    whole.map(({ method, bits, distinctValues, relativeSquaredError }) => {
      const { label, reference } = quantizationMethods[method];
      return [label, reference, bits, distinctValues!, relativeSquaredError];
    }),
  );
}
