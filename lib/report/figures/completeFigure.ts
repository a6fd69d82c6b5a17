import type { Annotation, FigureDraft, FigureLayout, Trace } from './figure';
import { figureTheme } from './figureTheme';
import { describeProvenance, watermarkOf, type Provenance } from '../provenance';

/** A figure that can be shown: plotly's JSON with theme, provenance and, for smoke runs, the watermark. */
export interface CompleteFigure {
  readonly plotly: {
    readonly data: readonly Trace[];
    readonly layout: Readonly<Record<string, unknown>>;
    readonly config: Readonly<Record<string, unknown>>;
  };
  /** What there is to see */
  readonly caption: string;
  /** What was run */
  readonly source: string;
  readonly alternativeText: string;
  /** px */
  readonly width: number;
  /** px */
  readonly height: number;
}

/**
 * The only way from a draft to something that can be displayed or drawn, so that no figure loses its provenance
 * and no smoke figure its watermark.
 * @throws ConfigurationError when the provenance is incomplete
 */
export function completeFigure(draft: FigureDraft, provenance: Provenance): CompleteFigure {
  const source = describeProvenance(provenance);
  const watermark = watermarkOf(provenance);
  const layout = watermark === null ? draft.layout : stamped(draft.layout, watermark, draft.width);
  return {
    plotly: {
      data: draft.traces.map(roundTrace),
      layout: figureTheme(draft, layout, source),
      config: { displaylogo: false, responsive: false },
    },
    caption: draft.caption,
    source,
    alternativeText: watermark === null ? draft.alternativeText : `${draft.alternativeText} (${watermark})`,
    width: draft.width,
    height: draft.height,
  };
}

function stamped(layout: FigureLayout, text: string, width: number): FigureLayout {
  const stamp: Annotation = {
    text,
    x: 0.5,
    y: 0.5,
    xref: 'paper',
    yref: 'paper',
    showarrow: false,
    textangle: -24,
    opacity: 0.3,
    font: { size: Math.round(width / 14), color: '#B00020' },
  };
  return { ...layout, annotations: [...(layout.annotations ?? []), stamp] };
}

/** Six digits are more than a plot shows and keep notebooks small. */
function roundTrace<T extends Trace>(trace: T): T {
  return JSON.parse(
    JSON.stringify(trace, (_, value: unknown) =>
      typeof value === 'number' ? Number(value.toPrecision(6)) : value,
    ),
  ) as T;
}
