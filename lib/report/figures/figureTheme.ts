import type { Axis, FigureDraft, FigureLayout } from './figure';

/** Open Sans is drawn into our PNG files; the rest are for browsers that lack it. */
export const fontFamily = "'Open Sans', 'Helvetica Neue', Arial, sans-serif";

const ink = '#222222';

/**
 * The look of every figure: white ground, dark text of 14 px, thin grid, legend outside the plot.
 * @param source - what was run, kept in the figure as `meta.source`
 * @returns plotly's layout
 */
export function figureTheme(
  draft: FigureDraft,
  layout: FigureLayout,
  source: string,
): Readonly<Record<string, unknown>> {
  const { panelAxes = {}, ...rest } = layout;
  return {
    ...rest,
    width: draft.width,
    height: draft.height,
    title: {
      text: `<b>${draft.title}</b>`,
      font: { size: 16 },
      x: 0,
      xref: 'paper',
      xanchor: 'left',
      y: 1,
      yref: 'container',
      yanchor: 'top',
      pad: { t: 16 },
    },
    font: { family: fontFamily, size: 13, color: ink },
    paper_bgcolor: '#FFFFFF',
    plot_bgcolor: '#FFFFFF',
    margin: { l: 72, r: 24, t: 56, b: layout.xaxis.title.text === '' ? 40 : 64, pad: 0 },
    hoverlabel: { font: { family: fontFamily, size: 13 } },
    legend: {
      x: 1.02,
      y: 1,
      xanchor: 'left',
      yanchor: 'top',
      font: { size: 13 },
      itemwidth: 42,
      traceorder: 'normal',
    },
    xaxis: axis(layout.xaxis),
    yaxis: axis(layout.yaxis),
    ...Object.fromEntries(Object.entries(panelAxes).map(([name, own]) => [name, axis(own)])),
    meta: { source },
  };
}

function axis(own: Axis): Readonly<Record<string, unknown>> {
  return { ...axisTheme, ...own, title: { ...own.title, font: { size: 14 } } };
}

const axisTheme: Omit<Axis, 'title'> & Readonly<Record<string, unknown>> = {
  showline: true,
  linecolor: ink,
  linewidth: 1,
  mirror: false,
  ticks: 'outside',
  ticklen: 5,
  tickcolor: ink,
  gridcolor: '#E4E4E4',
  zeroline: false,
  automargin: true,
};
