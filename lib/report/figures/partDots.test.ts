import { expect, it } from 'vitest';
import { partDots } from './partDots';

const part = (name: string, value: number, low = value, high = value) => ({
  part: `head.${name}`,
  module: 'head',
  measured: { value, low, high },
});
const text = { title: 'Title', caption: 'What to see.', kind: 'Layer' } as const;

it('on a logarithmic axis says which intervals reach zero and which numbers cannot be drawn', () => {
  const parts = [part('first', 10, 8, 12), part('second', 2, -1, 5), part('third', -3, -4, -2)];
  const quantity = { name: 'Trace', scale: 'logarithmic' } as const;
  const { caption, traces, layout } = partDots({ ...text, parts, quantity });
  expect(caption).toBe(
    'What to see. Intervals that end at the left border reach zero or below. ' +
      'Not drawn, for they are not above zero: head.third (−3).',
  );
  const [{ x, y, error_x }] = traces;
  expect([x, y]).toEqual([
    [10, 2],
    [0, 1],
  ]);
  expect(error_x!.arrayminus).toEqual([2, 1]);
  expect(layout.xaxis.range![0]).toBeCloseTo(Math.log10(1), 12);
});

it('on a linear axis draws everything, and no bars where nothing has an interval', () => {
  const { caption, traces } = partDots({
    ...{ ...text, parts: [part('first', -1), part('second', 0)], quantity: { name: 'Width', unit: 'bits' } },
  });
  expect([caption, traces[0].x, traces[0].error_x]).toEqual(['What to see.', [-1, 0], undefined]);
});
