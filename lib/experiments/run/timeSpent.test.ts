import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { noTime, startClock } from './timeSpent';

it('counts waiting as wall time only, computing as both, and adds what was before', async () => {
  const clock = startClock();
  await setTimeout(200);
  const waited = clock(noTime);
  expect(waited.wallSeconds).toBeGreaterThan(0.19);
  expect(waited.processorSeconds).toBeLessThan(waited.wallSeconds);

  const start = process.cpuUsage();
  let sum = 0;
  while (process.cpuUsage(start).user < 100_000) sum += Math.sqrt(sum + 1);
  expect(clock(noTime).processorSeconds).toBeGreaterThan(waited.processorSeconds + 0.09);
  expect(clock({ wallSeconds: 1000, processorSeconds: 2000 }).processorSeconds).toBeGreaterThan(2000.09);
});
