import type { LineDash } from './palette';

/** The part of plotly's vocabulary that our figures use, as plain JSON. Names are plotly's own. */
export type PlotValue = number | string | null;

export interface ErrorBars {
  readonly type: 'data';
  readonly symmetric: false;
  /** Lengths of the bars upwards or to the right, in data units */
  readonly array: readonly (number | null)[];
  /** Lengths of the bars downwards or to the left, in data units */
  readonly arrayminus: readonly (number | null)[];
  readonly color?: string;
  readonly thickness?: number;
  readonly width?: number;
}

interface TraceBase {
  readonly x: readonly PlotValue[];
  readonly y: readonly PlotValue[];
  /** Axes of its panel, such as `x2` and `y2`; those of the only panel where they are missing */
  readonly xaxis?: string;
  readonly yaxis?: string;
  readonly name: string;
  readonly text?: readonly string[];
  readonly textposition?: string;
  readonly hovertemplate?: string;
  readonly hoverinfo?: 'skip';
  readonly showlegend?: boolean;
  readonly legendgroup?: string;
  readonly opacity?: number;
  readonly error_x?: ErrorBars;
  readonly error_y?: ErrorBars;
}

export interface ScatterTrace extends TraceBase {
  readonly type: 'scatter';
  readonly mode: 'lines' | 'markers' | 'lines+markers' | 'markers+text';
  readonly line?: { readonly color?: string; readonly width?: number; readonly dash?: LineDash };
  readonly marker?: {
    readonly color?: string;
    readonly size?: number;
    readonly symbol?: string;
    readonly opacity?: number;
    readonly line?: { readonly color?: string; readonly width?: number };
  };
  readonly fill?: 'tonexty' | 'tozeroy';
  readonly fillcolor?: string;
  readonly cliponaxis?: boolean;
}

export interface BarTrace extends TraceBase {
  readonly type: 'bar';
  /** Widths of the bars, in data units */
  readonly width?: readonly number[];
  readonly marker?: {
    readonly color?: string;
    readonly line?: { readonly color?: string; readonly width?: number };
    readonly pattern?: {
      readonly shape: '' | '/' | '\\' | 'x' | '.';
      readonly fgcolor?: string;
      readonly solidity?: number;
    };
  };
}

export type Trace = ScatterTrace | BarTrace;

export interface Axis {
  readonly title: { readonly text: string; readonly standoff?: number };
  readonly type?: 'linear' | 'log';
  /** In data units; in powers of ten where the axis is logarithmic */
  readonly range?: readonly [number, number];
  readonly rangemode?: 'tozero';
  readonly tickvals?: readonly number[];
  readonly ticktext?: readonly string[];
  readonly tickfont?: { readonly size: number };
  readonly showgrid?: boolean;
  readonly nticks?: number;
  readonly showticklabels?: boolean;
  /** Whether the margin grows with its labels */
  readonly automargin?: boolean;
  /** Where it lies, as shares of the plot; all of it where missing */
  readonly domain?: readonly [number, number];
  /** The axis that it meets, such as `y2` */
  readonly anchor?: string;
  /** False where only what is drawn on it counts */
  readonly visible?: boolean;
}

export interface Annotation {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly xref: 'x' | 'paper';
  readonly yref: 'y' | 'paper';
  readonly showarrow: false;
  readonly textangle?: number;
  readonly opacity?: number;
  readonly xanchor?: 'left' | 'center' | 'right';
  readonly yanchor?: 'top' | 'middle' | 'bottom';
  readonly font?: { readonly size?: number; readonly color?: string };
}

export interface Shape {
  readonly type: 'line' | 'rect';
  readonly xref: 'x' | 'paper';
  readonly yref: 'y' | 'paper';
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  readonly layer?: 'below' | 'above';
  readonly line?: { readonly color?: string; readonly width?: number; readonly dash?: LineDash };
  readonly fillcolor?: string;
}

/** What a figure adds to the theme. */
export interface FigureLayout {
  readonly xaxis: Axis;
  readonly yaxis: Axis;
  /** Axes of further panels by plotly's names, such as `xaxis2` */
  readonly panelAxes?: Readonly<Record<string, Axis>>;
  readonly annotations?: readonly Annotation[];
  readonly shapes?: readonly Shape[];
  readonly barmode?: 'group' | 'overlay';
  readonly bargap?: number;
  readonly showlegend?: boolean;
}

/** A figure before it says where it comes from. `completeFigure` makes it one that can be shown. */
export interface FigureDraft {
  readonly title: string;
  /** What there is to see, in a sentence or two */
  readonly caption: string;
  /** For those who do not see the picture: what is drawn, with its main numbers */
  readonly alternativeText: string;
  /** px */
  readonly width: number;
  /** px */
  readonly height: number;
  readonly traces: readonly Trace[];
  readonly layout: FigureLayout;
}

/** What every builder of a figure is told besides its data. */
export interface FigureText {
  readonly title: string;
  /** What there is to see, in a sentence or two */
  readonly caption: string;
}
