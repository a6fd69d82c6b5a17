import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kaimingNormal } from '../../../models/initializers';
import { convolutionLayer } from '../../../models/layers';
import type { ModularNetwork } from '../../../models/modularNetwork';
import { NetworkBuilder } from '../../../models/networkBuilder';
import { quantizationMethods } from '../../../quantizers/methods/quantizationMethods';
import { tf } from '../../../tensor/engine';
import type { FigureDraft } from '../../figures/figure';
import { quantizerGradientFigure } from './quantizerGradientFigure';
import { quantizerResponses, type LayerResponses } from './quantizerResponses';
import { quantizerTable } from './quantizerTable';
import { quantizerVerdict } from './quantizerVerdict';
import { staircaseFigure } from '../studies/staircaseFigure';
import { weightHistogramFigure } from './weightHistogramFigure';

const text = { title: 'Title', caption: 'What to see.' };
const labels = Object.values(quantizationMethods).map(({ label }) => label);
const titlesOf = ({ layout }: FigureDraft) =>
  layout.annotations!.map((note) => note.text.replaceAll(/<\/?b>/g, '').replaceAll('<br>', ' '));

let layer: LayerResponses;
const builder = new NetworkBuilder(1);
beforeAll(() => {
  const options = { inputChannels: 6, outputChannels: 8, kernel: 3, outputStrides: [1] };
  convolutionLayer(builder, 'body.conv', { ...options, initializer: kaimingNormal(0) });
  const before = tf.memory().numTensors;
  layer = quantizerResponses(builder as unknown as ModularNetwork<unknown>, 'body.conv');
  expect(tf.memory().numTensors).toBe(before);
});
afterAll(() => {
  builder.dispose();
});

describe('figures of quantizers', () => {
  it('have a panel for every method of the table', () => {
    expect(titlesOf(staircaseFigure(layer, text))).toEqual(labels);
    const histograms = titlesOf(weightHistogramFigure(layer, text));
    expect(histograms.map((title) => title.replace(/, \d bits?$/, ''))).toEqual(labels);
    const gradients = titlesOf(quantizerGradientFigure(layer, text));
    for (const label of labels) expect(gradients.some((title) => title.startsWith(label))).toBe(true);
    expect(gradients.filter((title) => title.endsWith('to log_step'))).toHaveLength(2);
  });

  it('draw levels as stairs: no line between two levels is slanted', () => {
    const lines = staircaseFigure(layer, text).traces.filter(({ name }) => name.startsWith('2 bits'));
    expect(lines).toHaveLength(labels.length);
    for (const { x, y } of lines)
      for (let index = 1; index < x.length; index++)
        expect(x[index] === x[index - 1] || y[index] === y[index - 1]).toBe(true);
  });

  it('come with what was read back, and a verdict on it', async () => {
    const { columns, values } = await quantizerTable(layer);
    const rows = values as [string, string, number, number, number][];
    expect(columns).toEqual(['method', 'reference', 'bits', 'distinct values', 'relative squared error']);
    expect(new Set(rows.map(([method]) => method))).toEqual(new Set(labels));
    for (const [, , bits, distinct] of rows) expect(distinct).toBeLessThanOrEqual(2 ** bits);
    expect(quantizerVerdict(layer)).toMatch(/^\*\*Every width was applied\*\*: in none of \d+ cases/);
    const [first] = layer.responses;
    const broken = { ...layer, responses: [{ ...first, distinctValues: 5 }] };
    expect(quantizerVerdict(broken)).toBe('**Not applied**: LSQ at 2 bits has 5 values.');
  });
});
