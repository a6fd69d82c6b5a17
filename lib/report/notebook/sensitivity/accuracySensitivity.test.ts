import { expect, it } from 'vitest';
import { accuracyOfParts, keysOf } from '../../../experiments/sensitivity/partAccuracy';
import { accuracySensitivityFigure } from './accuracySensitivityFigure';
import { accuracySensitivityTable } from './accuracySensitivityTable';

const parts = ['backbone.stem', 'backbone.stage', 'aspp.decoder'].map((part) => ({
  ...{ part, module: part.split('.')[0], layers: [part] },
}));
/** Of four images every quantized part costs one more. */
const errors = Object.fromEntries(
  keysOf(parts.length).map((key) => {
    const lost = [...key].filter((digit) => digit === '1').length;
    return [key, [0, 1, 2, 3].map((image) => (image < lost ? null : 0.05))];
  }),
);
const sensitivity = accuracyOfParts(parts, errors, 0.1, { resamples: 100, confidence: 0.95, seed: 0 });

it('the figure has a row a layer, a color a module, and the networks untouched and quantized as lines', () => {
  const text = { title: 'Title', caption: 'What to see.', kind: 'Layer', metric: 'ADD-0.1d' } as const;
  const draft = accuracySensitivityFigure(sensitivity, { ...text, quantized: 'allBut' });
  expect(draft.layout.yaxis.ticktext).toEqual(['stem', 'stage', 'decoder']);
  const drawn = draft.traces.filter(({ x }) => x[0] !== null);
  expect(drawn.map(({ x, y, name }) => [name, x, y])).toEqual([
    ['Backbone', [50, 50], [0, 1]],
    ['aspp', [50], [2]],
  ]);
  expect(drawn[0].error_x!.array[0]).toBeGreaterThan(0);
  const lines = draft.layout.shapes!.filter(({ xref }) => xref === 'x');
  expect(lines.map(({ x0 }) => x0)).toEqual([100, 25]);
});

it('the table pairs each layer with the network that it differs from by that layer', async () => {
  const { values, columns } = await accuracySensitivityTable(sensitivity, 'layer');
  const rows = values as string[][];
  expect(columns).toEqual(['layer', 'it alone', '− nothing quantized', 'all but it', '− all quantized']);
  expect(rows.map(([name]) => name)).toEqual(['(nothing)', '(all)', ...parts.map(({ part }) => part)]);
  expect(rows[1][2]).toMatch(/^−75\.0 \(−100\.0 to /);
  expect(rows[2].slice(1)).toEqual([
    expect.stringMatching(/^75\.0 \(/),
    expect.stringMatching(/^−25\.0 \(/),
    expect.stringMatching(/^50\.0 \(/),
    expect.stringMatching(/^\+25\.0 \(0\.0 to /),
  ]);
});
