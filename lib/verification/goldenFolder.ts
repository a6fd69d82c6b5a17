import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { causeText } from '../common/causeText';
import { DatasetError, InputError } from '../common/errors';
import { readJson } from '../common/validation';
import { goldenChecks } from './goldenChecks';
import type { GoldenCheck, GoldenReport } from './goldenReport';

/** What came of one file of a folder. Only `passed` is good. */
export type GoldenOutcome =
  | { readonly status: 'passed' | 'failed'; readonly file: string; readonly report: GoldenReport }
  | { readonly status: 'unknown'; readonly file: string; readonly message: string }
  | { readonly status: 'error'; readonly file: string; readonly message: string };

/**
 * Checks every file of a folder of reference values, recognized by its name. A file that nothing here can check is
 * `unknown`, one that is damaged or whose check breaks down is an `error`; neither keeps the others from being checked.
 * @returns one outcome a file, as each is known, in the order of their names
 * @throws DatasetError when the folder cannot be read or holds nothing
 */
export async function* checkGoldenFolder(
  folder: string,
  checks: readonly GoldenCheck[] = goldenChecks,
): AsyncGenerator<GoldenOutcome> {
  for (const file of await goldenFiles(folder)) yield await checkGoldenFile(folder, file, checks);
}

/**
 * @returns the names in a folder of reference values, sorted
 * @throws DatasetError when the folder cannot be read or holds nothing
 */
export async function goldenFiles(folder: string): Promise<string[]> {
  const refuse = (found: string): DatasetError =>
    new DatasetError({
      file: folder,
      found,
      expected: 'a folder of reference values, such as test/golden',
      remedy: 'Name the folder: npm run golden -- DIR.',
    });
  const files = await readdir(folder).catch((cause: unknown) => {
    throw refuse(causeText(cause));
  });
  if (files.length === 0) throw refuse('no file');
  return files.sort();
}

/** Checks one file, see {@link checkGoldenFolder}. */
export async function checkGoldenFile(
  folder: string,
  file: string,
  checks: readonly GoldenCheck[] = goldenChecks,
): Promise<GoldenOutcome> {
  const check = checks.find((candidate) => candidate.file === file);
  if (check === undefined) {
    const known = checks.map((candidate) => candidate.file).sort();
    return {
      status: 'unknown',
      file,
      message: `no check for this file; there is one for ${known.join(', ')}`,
    };
  }
  const source = join(folder, file);
  try {
    const content = await readJson(source, z.unknown(), DatasetError);
    const report = await check.check(content, source);
    return { status: report.failures.length === 0 ? 'passed' : 'failed', file, report };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const message =
      error instanceof InputError ? `${error.name}: ${error.message}` : (error.stack ?? error.message);
    return { status: 'error', file, message };
  }
}
