import type { DataFrame } from 'danfojs-node';
import type { PrecisionSummary, QuantizationSummary } from '../../quantizers/quantizationSummary';
import { dataFrame, type Cell } from './dataFrame';

/** What a row says of a module or of the whole network. */
type Row = readonly [label: string, valueOf: (part: PrecisionSummary) => Cell];

/**
 * A quantized network in numbers, a column a module and one for the whole network: weights by width, bytes with what is
 * stored beside the weights, work by precision, compression. kB are 1,000 bytes, work is for one image.
 */
export function quantizationSummaryTable({ modules, total }: QuantizationSummary): Promise<DataFrame> {
  const parts = [...modules, total];
  const rows: Row[] = [
    ['layers', ({ layers }) => layers],
    ['layers at full precision', ({ floatLayers }) => floatLayers.length],
    ...total.weights.map(({ bits }): Row => [
      `weights at ${bits} bits`,
      (part) => part.weights.find((row) => row.bits === bits)?.weights ?? 0,
    ]),
    ['weights (kB)', ({ bytes }) => bytes.weights / 1e3],
    ['scales and zero points (kB)', ({ bytes }) => bytes.scales / 1e3],
    ['biases and normalization at 32 bits (kB)', ({ bytes }) => bytes.otherParameters / 1e3],
    ['all (kB)', ({ bytes }) => bytes.total / 1e3],
    ['all at full precision (kB)', ({ bytes }) => bytes.fullPrecision / 1e3],
    ...total.work.map(({ weightBits, activationBits }): Row => [
      `multiply-accumulates, ${weightBits} × ${activationBits} bits (M)`,
      (part) =>
        (part.work.find((row) => row.weightBits === weightBits && row.activationBits === activationBits)
          ?.multiplyAccumulates ?? 0) / 1e6,
    ]),
    ['bit operations (G)', ({ bitOperations }) => bitOperations / 1e9],
    ['compression, as papers count it', ({ compression }) => compression],
    ['compression with all that is stored', ({ compressionWithOverhead }) => compressionWithOverhead],
  ];
  return dataFrame(
    ['quantity', ...parts.map(({ name }) => name)],
    rows.map(([label, valueOf]) => [label, ...parts.map(valueOf)]),
  );
}
