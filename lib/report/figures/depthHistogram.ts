import type { FigureDraft, FigureText } from './figure';
import { histogram } from './histogram';
import { splitStyles, type SplitName } from './palette';

export interface DepthHistogramOptions extends FigureText {
  /** Depth of the object's center in each image of a split, mm */
  readonly depths: Readonly<Partial<Record<SplitName, ArrayLike<number>>>>;
  /** Edges of the near, medium and far range, mm: four numbers */
  readonly rangeEdges?: readonly [number, number, number, number];
}

/** How far away the object is, split by split, with the near, medium and far range that results are reported by. */
export function depthHistogram(options: DepthHistogramOptions): FigureDraft {
  const splits = (['train', 'validation', 'test'] as const).filter(
    (name) => options.depths[name] !== undefined,
  );
  const meters = options.rangeEdges?.map((edge) => edge / 1000);
  return histogram({
    title: options.title,
    caption: options.caption,
    series: splits.map((name) => ({
      style: splitStyles[name],
      values: Array.from(options.depths[name]!, (depth) => depth / 1000),
    })),
    quantity: { name: 'Depth of the object', unit: 'm' },
    ...(meters && {
      spans: ['near', 'medium', 'far'].map((label, at) => ({ label, low: meters[at], high: meters[at + 1] })),
    }),
  });
}
