import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatasetError } from '../common/errors';
import { projectRoot } from '../common/projectRoot';
import { ErrorTally } from './errorTally';
import { checkGoldenFolder, type GoldenOutcome } from './goldenFolder';
import { goldenText } from './goldenText';

interface PoseErrorsFile {
  cases: { expected: Record<string, number>; symmetryCount: number; points: number[][] }[];
}

async function outcomesOf(folder: string): Promise<GoldenOutcome[]> {
  const outcomes: GoldenOutcome[] = [];
  for await (const outcome of checkGoldenFolder(folder)) outcomes.push(outcome);
  return outcomes;
}

describe('a folder of reference values', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'golden-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function reference(): Promise<PoseErrorsFile> {
    const path = join(projectRoot, 'test/golden/pose-errors.json');
    return JSON.parse(await readFile(path, 'utf8')) as PoseErrorsFile;
  }

  it('passes fewer cases of the same kind, and shows deviations of one part in 100,000', async () => {
    const content = await reference();
    content.cases = content.cases.slice(3, 5);
    const file = join(folder, 'pose-errors.json');
    await writeFile(file, JSON.stringify(content));
    expect(await outcomesOf(folder)).toMatchObject([{ status: 'passed', report: { cases: 2 } }]);
    content.cases[1].expected.adi *= 1.00001;
    content.cases[0].symmetryCount = 7;
    await writeFile(file, JSON.stringify(content));
    const [outcome] = await outcomesOf(folder);
    expect(outcome.status).toBe('failed');
    expect(goldenText(outcome)).toMatch(
      /^FAILED .* 2 cases; .* 1\.0e-5 relative[^]*symmetryCount: 1 where 7[^]*case 1, adi/,
    );
  });

  it('goes on after damaged and unknown files, and names place and fault', async () => {
    const content = await reference();
    content.cases[2].points[1] = [1, 2];
    await writeFile(join(folder, 'bit-allocation.json'), '{"cases": [');
    await mkdir(join(folder, 'notes'));
    await writeFile(join(folder, 'pose-errors.json'), JSON.stringify(content));
    const outcomes = await outcomesOf(folder);
    expect(outcomes.map(({ file, status }) => [file, status])).toEqual([
      ['bit-allocation.json', 'error'],
      ['notes', 'unknown'],
      ['pose-errors.json', 'error'],
    ]);
    expect(goldenText(outcomes[0])).toMatch(/DatasetError: .*valid JSON/);
    expect(goldenText(outcomes[2])).toMatch(
      /DatasetError: .*pose-errors\.json: cases\[2\]\.points\[1\]: found \[1,2\]/,
    );
  });

  it('must be there and hold something', async () => {
    await expect(outcomesOf(folder)).rejects.toThrow(/no file/);
    await expect(outcomesOf(join(folder, 'missing'))).rejects.toThrow(DatasetError);
  });
});

describe('the tally of errors', () => {
  const tolerance = { relative: 1e-3, floor: 1e-2 };

  it('takes errors relative to the reference, and to the floor near 0', () => {
    const tally = new ErrorTally();
    tally.compare('large', 1000.9, 1000, tolerance);
    tally.compare('tiny', 9e-6, 0, tolerance);
    tally.compareAll('tensor', [2, 1e-3], [2, 0], tolerance);
    expect(tally.report(3, '').failures).toEqual([]);
    expect(tally.report(3, '').largestAbsoluteError).toBeCloseTo(0.9, 9);
    tally.compare('tiny', 2e-5, 0, tolerance);
    expect(tally.report(4, '').failures).toHaveLength(1);
  });

  it.each([NaN, Infinity])('lets no %s pass', (value) => {
    const tally = new ErrorTally();
    tally.compareAll('tensor', [1, value], [1, 1], tolerance);
    tally.compareAll('shape', [1], [1, 1], tolerance);
    expect(tally.report(1, '')).toMatchObject({ largestRelativeError: Infinity });
    expect(tally.report(1, '').failures).toEqual([
      `tensor[1]: ${value} where 1 was expected`,
      'shape: 1 values where 2 were expected',
    ]);
  });
});
