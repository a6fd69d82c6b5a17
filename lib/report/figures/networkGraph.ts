import type { NetworkCost } from '../../experiments/networks/networkThroughput';
import type { ModuleSummary } from '../../models/networkSummary';
import type { Annotation, FigureDraft, FigureText, Shape } from './figure';

/** A network to draw. */
export interface NetworkGraphOptions extends FigureText {
  /** Such as `WDR` */
  readonly name: string;
  readonly cost: NetworkCost;
  /** Modules that run side by side on the same input; all others follow each other */
  readonly parallel?: readonly string[];
  /** What the network says, such as `8 corners a cell` */
  readonly output: string;
}

const columnWidth = 230;
const rowHeight = 128;
const box = { width: 0.84, height: 0.84 };

/** A network as a graph: a box a module with its layers, parameters, work and memory, in the order of the data flow. */
export function networkGraph({
  name,
  cost,
  parallel = [],
  output,
  ...text
}: NetworkGraphOptions): FigureDraft {
  const inRow = (module: string) => parallel.includes(module);
  const columns = [
    ...cost.modules.filter(({ module }) => !inRow(module)).map((module) => [module]),
    ...(parallel.length > 0 ? [cost.modules.filter(({ module }) => inRow(module))] : []),
  ];
  const rows = Math.max(...columns.map((column) => column.length));
  const placed = columns.flatMap((column, index) =>
    column.map((module, row) => ({ module, x: index + 1, y: (rows - column.length) / 2 + row })),
  );
  const end = columns.length + 1;
  const middle = (rows - 1) / 2;
  const words = [
    { text: `${cost.width} × ${cost.height}<br>image`, x: 0, y: middle },
    ...placed.map(({ module, x, y }) => ({ text: moduleText(module), x, y })),
    { text: output, x: end, y: middle },
  ];
  return {
    ...text,
    alternativeText: `${name}: ${cost.modules.map((module) => moduleText(module).replaceAll(/<[^>]*>/g, ' ')).join('; ')}.`,
    width: columnWidth * (columns.length + 2),
    height: 150 + rowHeight * rows,
    traces: [],
    layout: {
      xaxis: { ...bareAxis, range: [-0.5, end + 0.5] },
      yaxis: { ...bareAxis, range: [rows - 0.4, -0.6] },
      shapes: [...placed.map(frame), ...arrows(columns, rows)],
      annotations: words.map(label),
      showlegend: false,
    },
  };
}

const bareAxis = { title: { text: '' }, tickvals: [], ticktext: [], showgrid: false, visible: false };

function moduleText({ module, layers, parameters, multiplyAccumulates, largestMap }: ModuleSummary): string {
  return [
    `<b>${module}</b>`,
    `${layers} layers, ${scaled(parameters)} parameters`,
    `${scaled(multiplyAccumulates)} multiply-accumulates`,
    `weights ${mebibytes(parameters)} MiB`,
    `largest map ${mebibytes(largestMap)} MiB`,
  ].join('<br>');
}

function label({ text, x, y }: { text: string; x: number; y: number }): Annotation {
  return { text, x, y, xref: 'x', yref: 'y', showarrow: false, font: { size: 10 } };
}

function frame({ x, y }: { x: number; y: number }): Shape {
  const [x0, x1] = [x - box.width / 2, x + box.width / 2];
  const [y0, y1] = [y - box.height / 2, y + box.height / 2];
  return { type: 'rect', xref: 'x', yref: 'y', x0, x1, y0, y1, line: { color: '#555555', width: 1.5 } };
}

/** Every box of a column is joined with every box of the next; image and output stand in columns of their own. */
function arrows(columns: readonly (readonly ModuleSummary[])[], rows: number): Shape[] {
  const counts = [1, ...columns.map((column) => column.length), 1];
  const heights = (count: number) => Array.from({ length: count }, (_, row) => (rows - count) / 2 + row);
  return counts.slice(1).flatMap((count, index) =>
    heights(counts[index]).flatMap((y0) =>
      heights(count).map((y1): Shape => {
        const [x0, x1] = [index + box.width / 2, index + 1 - box.width / 2];
        return { type: 'line', xref: 'x', yref: 'y', x0, x1, y0, y1, line: { color: '#555555', width: 1.5 } };
      }),
    ),
  );
}

function scaled(value: number): string {
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const)
    if (value >= size) return `${(value / size).toPrecision(3)} ${unit}`;
  return String(value);
}

/** Of numbers at 32 bits. */
function mebibytes(numbers: number): string {
  return ((4 * numbers) / 2 ** 20).toPrecision(3);
}
