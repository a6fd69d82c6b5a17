import { expect, it } from 'vitest';
import { parameterCounts } from './modularNetwork';
import { networkSummary } from './networkSummary';
import { createWdr, paperWdr } from './wdr';
import { createZebraPose, tinyZebraPose } from './zebraPose';

it('a summary counts what the layers say', () => {
  const network = createWdr(paperWdr, 'zeros');
  const [backbone, fpn, head] = networkSummary(network, 512, 512);
  network.dispose();
  expect(backbone).toMatchObject({ layers: 52, parameters: 40584928, multiplyAccumulates: 37136367616 });
  expect(backbone.largestMap).toBe(32 * 512 * 512);
  expect(fpn).toMatchObject({ module: 'fpn', layers: 8, multiplyAccumulates: 3801088000 });
  expect(head.largestMap).toBe(256 * 64 * 64);
});

it('a transposed convolution works on the smaller map, a pooled one on one pixel', () => {
  const network = createZebraPose(tinyZebraPose, 'zeros');
  const [, aspp] = networkSummary(network, 32, 32);
  expect(aspp.parameters).toBe(parameterCounts(network)['aspp']);
  network.dispose();
  const [deepest, middle, fine] = [16, 64, 256];
  const branches = deepest * 8 * 8 * (1 + 3 * 9) + 8 * 8 + deepest * 40 * 8;
  const first = deepest * 9 * 8 * 8 + 2 * middle * 9 * 8 * 8;
  const second = middle * 9 * 12 * 8 + 2 * fine * 9 * 8 * 8;
  expect(aspp.multiplyAccumulates).toBe(branches + first + second + fine * 12 * 6);
});
