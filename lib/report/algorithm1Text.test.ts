import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exampleScope } from '../../test/support/exampleRun';
import { scriptedWorkers } from '../../test/support/scriptedWorkers';
import { storedLaboratory } from '../../test/support/storedLaboratory';
import { experimentBench, performAlgorithm1, performOrders } from '../experiments/flow/algorithm1Experiment';
import type { Algorithm1Experiment } from '../experiments/flow/algorithm1Record';
import { moduleCombinations } from '../mqat/quantizationOrders';
import { algorithm1Text, ordersText } from './algorithm1Text';

const experiment: Algorithm1Experiment = {
  ...{ profile: 'smoke', method: 'lsq', seed: 1, widths: [2, 4, 8], compressionFactor: 8, measure: 'trace' },
};

describe('the text of Algorithm 1', () => {
  it('says what was found, chosen and reached, and that smoke is no result', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'algorithm-1-text-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const workers = scriptedWorkers({
      workFolder: folder,
      accuracy: ({ fpn, backbone }) => 0.5 + (fpn === 2 ? 0.25 : 0) - (backbone < 32 ? 0.125 : 0),
      before: () => undefined,
    });
    const bench = experimentBench(storedLaboratory(folder, workers), experiment, exampleScope('smoke'));
    const record = await performAlgorithm1(bench, experiment);
    const text = algorithm1Text(record).join('\n');
    expect(text).toMatch(/^smoke: not a result\nAlgorithm 1 by LSQ, profile smoke, seed 1: 8 times smaller/);
    expect(text).toContain('full precision 50.0 (45.0 to 55.0) %: fpn is quantized first');
    expect(text).toMatch(/^fpn +2 +75\.0 \(70\.0 to 80\.0\) +[0-9a-f]{16}$/m);
    expect(text).toMatch(/^backbone\.conv +100 +10 +9 to 11 +0\.0625 +0\.00391 +1\.53e−5$/m);
    expect(text).toMatch(
      /^Widths: backbone 4, fpn 2, head 4, .* kB allowed; optimal, gap 0, the same unless/m,
    );
    expect(text).toMatch(/^Runner-up: .*kB$/m);
    expect(text).toMatch(/^MQAT, backbone 4, fpn 2, head 4, 8\.\d+ times smaller: test ADD-0\.1d 62\.5 \(/m);

    const orders = ordersText(await performOrders(bench, moduleCombinations(bench, 2))).join('\n');
    expect(orders).toMatch(/^full precision +50\.0 /m);
    expect(orders).toMatch(/^fpn 2, then head 2, then backbone 2 +62\.5 /m);
  });
});
