import { expect, it } from 'vitest';
import { createWdr } from '../../models/wdr';
import { tinyWdr } from '../../../test/support/syntheticTask';
import { quantize } from '../../quantizers/quantization';
import { quantizationSummary } from '../../quantizers/quantizationSummary';
import { quantizationSummaryTable } from './quantizationSummaryTable';

it('a quantized network is a column a module, with a row a width and a precision', async () => {
  const network = createWdr(tinyWdr, 1);
  const quantization = quantize(network, { backbone: 8, fpn: 2, head: 8 }, 'uniform');
  const summary = quantizationSummary(network, quantization, 32, 32);
  const table = await quantizationSummaryTable(summary);
  for (const part of [quantization, network]) part.dispose();
  expect(table.columns).toEqual(['quantity', 'backbone', 'fpn', 'head', 'total']);
  const rows = new Map((table.values as (string | number)[][]).map(([label, ...cells]) => [label, cells]));
  const [atTwo, atEight] = [2, 8].map((bits) => rows.get(`weights at ${bits} bits`) as number[]);
  expect(atTwo.map((count) => count > 0)).toEqual([false, true, false, true]);
  expect(atEight[3]).toBe(atEight[0] + atEight[2]);
  expect(rows.get('multiply-accumulates, 2 × 32 bits (M)')![1]).toBe(
    summary.modules[1].work[0].multiplyAccumulates / 1e6,
  );
  expect(rows.get('compression, as papers count it')!.slice(0, 3)).toEqual([4, 16, 4]);
});
