import { describe, expect, it } from 'vitest';
import { completeFigure } from './completeFigure';
import type { Axis } from './figure';
import { smallMultiples } from './smallMultiples';

const trace = (name: string) => ({
  type: 'scatter' as const,
  mode: 'lines' as const,
  name,
  x: [0, 1],
  y: [0, 1],
});
const panels = ['one', 'two', 'three', 'four', 'five'].map((title) => ({
  title,
  traces: [trace('before'), trace('after')],
}));
const text = { title: 'Title', caption: 'What to see.', alternativeText: 'Five panels.' };
const draft = smallMultiples({
  ...{ ...text, panels, columns: 3 },
  horizontal: { name: 'Weight' },
  vertical: { name: 'Share', unit: '%', range: [0, 1] },
});

describe('small multiples', () => {
  it('give every panel its own place and its traces their axes', () => {
    const { layout } = completeFigure(draft, {
      ...{ profile: 'mini', seeds: [0], codeVersion: '1', dataHash: '0123456789abcdef', wallSeconds: 1 },
    }).plotly;
    const domains = panels.map((_, index) => {
      const suffix = index === 0 ? '' : index + 1;
      const [x, y] = [`xaxis${suffix}`, `yaxis${suffix}`].map(
        (name) => (layout as Record<string, Axis>)[name],
      );
      expect([x.anchor, y.anchor]).toEqual([`y${suffix}`, `x${suffix}`]);
      return { x: x.domain!, y: y.domain! };
    });
    for (const [index, first] of domains.entries()) {
      for (const second of domains.slice(index + 1)) {
        const apart = (axis: 'x' | 'y') =>
          first[axis][1] <= second[axis][0] || second[axis][1] <= first[axis][0];
        expect(apart('x') || apart('y')).toBe(true);
      }
    }
    expect(draft.traces.map(({ xaxis }) => xaxis)).toEqual(
      ['x', 'x2', 'x3', 'x4', 'x5'].flatMap((axis) => [axis, axis]),
    );
  });

  it('name a series once, title axes at the left and where nothing is below', () => {
    expect(draft.traces.map(({ showlegend }) => showlegend)).toEqual([
      true,
      true,
      ...Array<boolean>(8).fill(false),
    ]);
    const { xaxis, yaxis, panelAxes = {} } = draft.layout;
    const titles = { xaxis, yaxis, ...panelAxes };
    const titled = Object.entries(titles).filter(([, { title }]) => title.text !== '');
    expect(titled.map(([name]) => name)).toEqual(['yaxis', 'xaxis3', 'xaxis4', 'yaxis4', 'xaxis5']);
  });
});
