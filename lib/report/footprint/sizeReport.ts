import { dataFrame } from '../tables/dataFrame';
import type { FigureDraft, FigureText } from '../figures/figure';
import { networkLooks } from '../notebook/networks/networkLooks';
import { methodStyles, type SeriesStyle } from '../figures/palette';
import { scatter } from '../figures/scatter';
import type { NetworkSizes } from './networkSizes';

/** One look a format. */
const formats: readonly {
  readonly field: 'onnx' | 'packed' | 'packedCompressed';
  readonly style: SeriesStyle;
}[] = [
  { field: 'onnx', style: { ...methodStyles.lsq, label: 'ONNX' } },
  { field: 'packed', style: { ...methodStyles.mqat, label: 'packed' } },
  { field: 'packedCompressed', style: { ...methodStyles.hawqV3, label: 'packed, gzip' } },
];

/** Bytes on disk of every format beside theory and the paper's count, a row a network and choice of widths. */
export function sizeTable(rows: readonly NetworkSizes[]) {
  return dataFrame(
    [
      ...['network', 'bits', 'float32 (kB)', 'ONNX (kB)', 'packed (kB)', 'packed, gzip (kB)', 'theory (kB)'],
      ...['paper (kB)', 'packed over theory (%)', 'factor, paper', 'factor, packed'],
    ],
    rows.map(({ network, moduleBits, compression, ...sizes }) => {
      const { float32, onnx, packed, packedCompressed, theory, paper } = sizes;
      const bytes = [float32, onnx, packed, packedCompressed, theory, paper];
      return [
        ...[networkLooks[network].label, moduleBits, ...bytes.map((size) => size / 1e3)],
        ...[100 * (packed / theory - 1), compression, float32 / packed],
      ];
    }),
  );
}

/** How far files are from theory, over the paper's compression factor. */
export function sizeFigure(rows: readonly NetworkSizes[], text: FigureText): FigureDraft {
  return scatter({
    ...text,
    series: formats.map(({ field, style }) => ({
      style,
      x: rows.map(({ compression }) => compression),
      y: rows.map((row) => (100 * row[field]) / row.theory),
    })),
    horizontal: 'compression',
    vertical: { name: 'Bytes on disk over theory', unit: '%' },
    lines: [{ label: 'Theory', value: 100, color: methodStyles.fullPrecision.color, dash: 'dash' }],
  });
}
