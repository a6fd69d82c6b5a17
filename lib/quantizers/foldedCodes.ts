import { uniformTable, type LevelTable, type WeightCodes } from './weightCodes';

/**
 * Multiplies quantized weights with a factor an output channel, as folding a batch normalization does. The codes stay and the
 * scales become those of channels, each rounded once: levels that are the old ones times the factor. A negative factor turns
 * the codes of its channel around, lowest for highest, so that scales stay positive.
 * @param factors - one an output channel
 */
export function foldCodes(codes: WeightCodes, factors: ArrayLike<number>): WeightCodes {
  const { lowestCode, values } = codes;
  const sum = 2 * lowestCode + values[0].length - 1;
  const channels = factors.length;
  const of = (numbers: ArrayLike<number>, channel: number) => numbers[channel % numbers.length];
  const scales = Float32Array.from(
    { length: channels },
    (_, channel) => of(codes.scales, channel) * Math.abs(factors[channel]),
  );
  const zeroPoints = Int32Array.from({ length: channels }, (_, channel) => {
    const zeroPoint = of(codes.zeroPoints, channel);
    return factors[channel] < 0 && codes.law === 'uniform' ? sum - zeroPoint : zeroPoint;
  });
  return {
    ...codes,
    ...tableOf(codes, values[0].length, scales, zeroPoints),
    codes: codes.codes.map((code, index) => (factors[index % channels] < 0 ? sum - code : code)),
  };
}

/** @returns the levels of a law at other scales, each rounded once */
export function tableOf(
  { law, lowestCode }: Pick<LevelTable, 'law' | 'lowestCode'>,
  count: number,
  scales: Float32Array,
  zeroPoints: Int32Array,
): LevelTable {
  if (law === 'uniform') return uniformTable(scales, lowestCode, count, zeroPoints);
  const level = (code: number) =>
    law === 'binary' ? 2 * code - 1 : Math.sign(code) * 2 ** (Math.abs(code) - 1);
  const rows = Array.from(scales, (scale) =>
    Float32Array.from({ length: count }, (_, index) => scale * level(lowestCode + index)),
  );
  return { law, lowestCode, scales, zeroPoints, values: rows };
}
