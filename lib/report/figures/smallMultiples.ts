import { quantityAxis, type Quantity } from './axes';
import type { Annotation, Axis, FigureDraft, FigureText, ScatterTrace } from './figure';

/** One of many small pictures. */
export interface Panel {
  /** A line, or two with `<br>` between them */
  readonly title: string;
  readonly traces: readonly ScatterTrace[];
  /** Of its vertical axis, where panels have ranges of their own; from the data where it is missing */
  readonly verticalRange?: readonly [number, number];
}

export interface SmallMultiplesOptions extends FigureText {
  readonly panels: readonly Panel[];
  readonly horizontal: Quantity;
  /** With a range it is the same in every panel; without, each has its own */
  readonly vertical: Quantity;
  readonly columns?: number;
  /** For those who do not see the picture, beside the title */
  readonly alternativeText: string;
}

/** Sizes of a figure of panels, px. */
const panelHeight = 128;
const rowGap = 58;
const [width, verticalMargins] = [980, 120];

/**
 * Panels in rows, all with the same horizontal axis. Axes are titled at the left and at the bottom, and a series of the same
 * name has one entry in the legend.
 */
export function smallMultiples(options: SmallMultiplesOptions): FigureDraft {
  const { panels, columns = 4, title, caption } = options;
  const rows = Math.ceil(panels.length / columns);
  const height = verticalMargins + rows * panelHeight + (rows - 1) * rowGap;
  const places = panels.map((_, index) => placeOf(index, panels.length, columns, options.vertical));
  const axes = places.map((place, index) => panelAxes(place, index, options));
  const named = new Set<string>();
  return {
    ...{ title, caption, width, height, alternativeText: `${title}. ${options.alternativeText}` },
    traces: panels.flatMap(({ traces }, index) =>
      traces.map((trace) => {
        const isNew = !named.has(trace.name);
        named.add(trace.name);
        const showlegend = isNew && trace.showlegend !== false;
        return { ...trace, ...axisNames(index), showlegend, legendgroup: trace.name };
      }),
    ),
    layout: {
      ...{ xaxis: axes[0].x, yaxis: axes[0].y },
      panelAxes: Object.fromEntries(
        axes.slice(1).flatMap(({ x, y }, index) => [
          [`xaxis${index + 2}`, x],
          [`yaxis${index + 2}`, y],
        ]),
      ),
      annotations: panels.map((panel, index) => panelTitle(panel.title, places[index])),
      showlegend: true,
    },
  };
}

interface Place {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly isLeft: boolean;
  /** Whether nothing is below */
  readonly isLowest: boolean;
}

/** Shares of the plot, rows from the top. */
function placeOf(index: number, count: number, columns: number, vertical: Quantity): Place {
  const rows = Math.ceil(count / columns);
  const [row, column] = [Math.floor(index / columns), index % columns];
  const gap = vertical.range === undefined ? 0.07 : 0.03;
  const panelWidth = (1 - (columns - 1) * gap) / columns;
  const whole = rows * panelHeight + (rows - 1) * rowGap;
  const top = 1 - (row * (panelHeight + rowGap)) / whole;
  const left = column * (panelWidth + gap);
  return {
    x: [left, left + panelWidth],
    y: [Math.max(0, top - panelHeight / whole), top],
    ...{ isLeft: column === 0, isLowest: index + columns >= count },
  };
}

function panelAxes(
  { x, y, isLeft, isLowest }: Place,
  index: number,
  { horizontal, vertical, panels }: SmallMultiplesOptions,
): { readonly x: Axis; readonly y: Axis } {
  const names = axisNames(index);
  const titled = (quantity: Quantity, isTitled: boolean) =>
    quantityAxis(isTitled ? quantity : untitled(quantity));
  const shared = { automargin: false, nticks: 5 };
  const range = vertical.range ?? panels[index].verticalRange;
  return {
    x: {
      ...titled(horizontal, isLowest),
      ...shared,
      domain: x,
      anchor: names.yaxis,
      showticklabels: isLowest,
    },
    y: {
      ...titled(range === undefined ? vertical : { ...vertical, range }, isLeft),
      ...{ ...shared, domain: y, anchor: names.xaxis },
      showticklabels: isLeft || vertical.range === undefined,
    },
  };
}

function untitled({ scale, range }: Quantity): Quantity {
  return { name: '', ...(scale && { scale }), ...(range && { range }) };
}

function axisNames(index: number): { readonly xaxis: string; readonly yaxis: string } {
  const suffix = index === 0 ? '' : String(index + 1);
  return { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
}

function panelTitle(text: string, { x, y }: Place): Annotation {
  return {
    ...{ text: `<b>${text}</b>`, x: (x[0] + x[1]) / 2, y: y[1], xref: 'paper', yref: 'paper' },
    ...{ showarrow: false, xanchor: 'center', yanchor: 'bottom', font: { size: 11 } },
  };
}
