import { expect, it } from 'vitest';
import { networkGraph } from './networkGraph';

const module = (name: string, parameters: number) => ({
  ...{ module: name, layers: 3, parameters, multiplyAccumulates: 2.5e9, largestMap: 2 ** 18 },
});

it('a network is drawn a box a module, parallel ones side by side, each joined with what it reads', () => {
  const modules = [module('backbone', 2e6), module('left', 1000), module('right', 10)];
  const cost = { width: 64, height: 32, modules, outerParameters: {}, imagesPerSecond: undefined };
  const text = { title: 'Title', caption: 'Caption.' };
  const graph = networkGraph({ ...text, name: 'Net', cost, parallel: ['left', 'right'], output: 'poses' });
  const shapes = graph.layout.shapes!;
  expect(shapes.filter(({ type }) => type === 'rect')).toHaveLength(3);
  expect(shapes.filter(({ type }) => type === 'line')).toHaveLength(1 + 2 + 2);
  expect(graph.alternativeText).toMatch(
    /^Net: .*backbone.*2\.00 M parameters.*7\.63 MiB.*right.*10 parameters/,
  );
  expect(graph.layout.annotations!.map(({ x }) => x)).toEqual([0, 1, 2, 2, 3]);
  const chain = networkGraph({ ...text, name: 'Net', cost, output: 'poses' });
  expect(chain.layout.shapes!.filter(({ type }) => type === 'line')).toHaveLength(4);
});
