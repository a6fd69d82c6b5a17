import { quantizationMethods } from '../../../quantizers/methods/quantizationMethods';
import type { QuantizerResponse } from '../../../quantizers/quantizerResponse';
import { formatNumber } from '../../numberFormat';
import type { LayerResponses } from './quantizerResponses';

/** What the table says: whether every width was applied, and who moves the weights least and most at each width. */
export function quantizerVerdict({ layer, responses }: LayerResponses): string {
  const whole = responses.filter(({ distinctValues }) => distinctValues !== undefined);
  const tooMany = whole.filter(({ distinctValues, bits }) => distinctValues! > 2 ** bits);
  const applied =
    tooMany.length === 0
      ? `**Every width was applied**: in none of ${whole.length} cases has \`${layer}\` more than 2^b distinct values.`
      : `**Not applied**: ${tooMany.map(nameOf).join(', ')}.`;
  const widths = [...new Set(whole.map(({ bits }) => bits))].sort((first, second) => first - second);
  const compared = widths.flatMap((bits) => {
    const ofWidth = whole.filter((response) => response.bits === bits);
    if (ofWidth.length < 2) return [];
    const ranked = [...ofWidth].sort((a, b) => a.relativeSquaredError - b.relativeSquaredError);
    const [least, most] = [ranked[0], ranked[ranked.length - 1]].map(
      ({ method, relativeSquaredError }) =>
        `${formatNumber(100 * relativeSquaredError, 2)} % (${quantizationMethods[method].label})`,
    );
    return [
      `At ${bits} bits ${least} of the weights' squares are lost by the best and ${most} by the worst.`,
    ];
  });
  return [applied, ...compared].join(' ');
}

function nameOf({ method, bits, distinctValues }: QuantizerResponse): string {
  return `${quantizationMethods[method].label} at ${bits} bits has ${distinctValues} values`;
}
