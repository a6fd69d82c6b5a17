import { expect, it } from 'vitest';
import { networkCost } from '../../../experiments/networks/networkThroughput';
import { compressionTable } from './compressionTable';

it('compression of the paper, row by row, with first and last layers quantized and without', async () => {
  const names = ['caSpaceNet', 'zebraPose'] as const;
  const costs = names.map((network) => [network, networkCost({ network, scale: 'paper' }, 0)] as const);
  const table = await compressionTable(new Map(costs));
  const rows = (table.values as (string | number)[][]).map(([, method, bits, printed, every, , outer]) =>
    [method, bits, printed, every, outer].join(' '),
  );
  expect(rows).toEqual([
    'LSQ 8-32-32 2.2 2.2 2.2',
    'LSQ 8-8-32 3.2 3.18 3.18',
    'LSQ 8-8-8 4 4 3.99',
    'MQAT 8-2-8 4.7 4.65 4.64',
    'LSQ 3-32-32 2.9 2.94 2.94',
    'LSQ 3-3-32 5.9 5.84 5.84',
    'MQAT 4-2-4 8.2 8.82 8.77',
    'LSQ 3-3-3 10.6 10.67 10.59',
    'MQAT 8-4 4.62 4.62 4.61',
  ]);
});
