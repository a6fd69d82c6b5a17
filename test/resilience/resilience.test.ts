import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomically } from '../../lib/common/atomicFile';
import { StorageError } from '../../lib/common/errors';
import { placeNames, tryFaultyPlaces } from './faultyPlaces';
import { killWriters } from './killedWrites';
import { tryShortMemory } from './memoryTrials';
import { placeText, resilienceReport } from './resilienceReport';
import { versionContent, wholeVersion } from './version';

/** A sample of what `npm run test:long` tries. */
const KILLS = 6;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resilience-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a file that is written', () => {
  it(`is the old one or the new one after each of ${KILLS} kills`, async () => {
    const { faults, old, fresh } = await killWriters(KILLS, 1);
    expect(faults).toEqual([]);
    expect(old + fresh).toBe(KILLS);
  });

  it('is not mistaken for whole when a part of it is missing or of another version', () => {
    const text = versionContent(7);
    expect(wholeVersion(text)).toBe(7);
    for (const part of ['', text.slice(0, -1), `${text.slice(0, -8)}00000008`]) {
      expect(wholeVersion(part)).toBeUndefined();
    }
  });

  it('stays as it was in a place that is full, read-only or of another device, with a typed error', async (context) => {
    const places = await tryFaultyPlaces();
    expect(places.map(({ name }) => name)).toEqual(placeNames);
    expect(places.flatMap(({ faults }) => faults)).toEqual([]);
    const untried = places.filter(({ tried }) => !tried).map(placeText);
    if (untried.length > 0) process.stderr.write(`${untried.join('\n')}\n`);
    context.skip(untried.length > 0, untried[0]);
  });

  it('or run stays as it was where there is no memory for the next', async () => {
    const trials = await tryShortMemory();
    expect(trials.flatMap(({ faults }) => faults)).toEqual([]);
    expect(trials.map(({ found }) => found)).toEqual([
      'the process ends (SIGABRT)',
      'CheckpointError: no memory to write it with (Array buffer allocation failed)',
    ]);
  });

  it('is not said to be safe in places where no disk can be mounted', async () => {
    const places = await tryFaultyPlaces(join(folder, 'no-unshare'));
    const report = resilienceReport({ kills: 0, insideWrite: 0, old: 0, fresh: 0, faults: [] }, places, []);
    for (const name of placeNames) expect(report).toContain(`- ${name}: not tried, no disk can be mounted`);
    expect(report).toContain(`${places.length} of ${placeNames.length} places were not tried`);
    expect(report).not.toContain('No fault was found');
  });

  it('cannot take the place of a folder: the error names the file, no temporary file stays', async () => {
    await writeFileAtomically(join(folder, 'taken', 'within.txt'), 'kept');
    const file = join(folder, 'taken');
    await expect(writeFileAtomically(file, 'new')).rejects.toMatchObject({
      name: StorageError.name,
      problem: { file },
    });
    expect(await readdir(folder)).toEqual(['taken']);
    await writeFile(join(folder, 'file'), 'a file');
    await expect(writeFileAtomically(join(folder, 'file', 'below'), 'new')).rejects.toThrow(StorageError);
  });

  it('is one of the texts that are written at the same time', async () => {
    const texts = Array.from({ length: 8 }, (_, version) => versionContent(version));
    const file = join(folder, 'shared.txt');
    await Promise.all(texts.map((text) => writeFileAtomically(file, text)));
    expect(wholeVersion(await readFile(file, 'utf8'))).toBeGreaterThanOrEqual(0);
    expect(await readdir(folder)).toEqual(['shared.txt']);
  });
});
