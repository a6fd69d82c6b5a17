import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fuzz } from './fuzzing';
import { prepareReaders } from './readers';

/** A sample of what `npm run test:long` tries. */
const MUTANTS = 60;

it(`every reader meets ${MUTANTS} damaged files with a typed error or valid content`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
  try {
    const readers = await prepareReaders(folder);
    expect(readers).toHaveLength(35);
    for (const reader of readers) {
      const { faults, refused, accepted } = await fuzz(reader, MUTANTS);
      expect(faults, reader.name).toEqual([]);
      // A lenient reader leaves lines out instead.
      if (!reader.name.endsWith('lenient')) expect(refused, reader.name).toBeGreaterThan(0);
      expect(refused + accepted).toBe(MUTANTS);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
