import { unparse } from 'papaparse';
import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { validate } from '../../common/validation';

const values = z.array(z.union([z.number(), z.string(), z.null()]));
const errors = z.object({
  array: z.array(z.number().nullable()),
  arrayminus: z.array(z.number().nullable()),
});
const plot = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      x: values,
      y: values,
      error_x: errors.optional(),
      error_y: errors.optional(),
    }),
  ),
});

const headings = ['trace', 'x', 'y', 'x_low', 'x_high', 'y_low', 'y_high'];

/**
 * The points that a figure draws, a row each, as CSV. Lows and highs are the ends of the error bars, in data units.
 * @param plotly - plotly's JSON
 * @param source - whose it is, for messages
 * @throws DatasetError when it is none
 */
export function plotDataCsv(plotly: unknown, source = 'a figure'): string {
  const rows = validate(plot, plotly, source, DatasetError).data.flatMap(({ name, x, y, error_x, error_y }) =>
    x.map((across, at) => [
      ...[name, across, y[at]],
      ...barEnds(across, at, error_x),
      ...barEnds(y[at], at, error_y),
    ]),
  );
  return `${unparse({ fields: headings, data: rows }, { newline: '\n' })}\n`;
}

function barEnds(
  value: number | string | null,
  at: number,
  bars: z.infer<typeof errors> | undefined,
): [number | '', number | ''] {
  const down = bars?.arrayminus[at] ?? null;
  const up = bars?.array[at] ?? null;
  if (typeof value !== 'number') return ['', ''];
  const end = (length: number | null, sign: number) =>
    length === null ? ('' as const) : Number((value + sign * length).toPrecision(6));
  return [end(down, -1), end(up, 1)];
}
