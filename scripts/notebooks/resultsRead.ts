import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256 } from '../../lib/common/canonicalJson';
import type { Notebook } from '../../lib/report/notebookFile';

/** Which results an execution asked for, and what they were. */
export interface ResultsRead {
  /** Beginnings of paths below `results/`, such as `mini/0123456789abcdef-`; sorted */
  readonly reads: readonly string[];
  /** Of all files whose paths begin so, hexadecimal */
  readonly digest: string;
}

const resultsKey = 'mqat_results';

const schema: z.ZodType<ResultsRead> = z.strictObject({
  reads: z.array(z.string()),
  digest: z.string(),
});

/**
 * @param folder - where results are kept
 * @param reads - beginnings of paths in it; where there is nothing yet, what comes there later changes the digest
 */
export async function resultsRead(folder: string, reads: readonly string[]): Promise<ResultsRead> {
  const places = [...new Set(reads)].sort();
  const pieces: string[] = [];
  for (const top of [...new Set(places.map((place) => place.split('/')[0]))]) {
    for (const path of await filesOf(folder, top)) {
      if (!places.some((place) => path.startsWith(place))) continue;
      pieces.push(`${path}\n${sha256(await readFile(join(folder, path)))}\n`);
    }
  }
  return { reads: places, digest: sha256(...pieces) };
}

/** @returns what the notebook says of the results that it read; nothing where it does not say it */
export function recordedResults({ metadata }: Notebook): ResultsRead | undefined {
  return schema.safeParse(metadata[resultsKey]).data;
}

/** @returns the part of the notebook's metadata that says which results it read */
export function resultsMetadata(notebook: Notebook): Readonly<Record<string, ResultsRead>> {
  const recorded = recordedResults(notebook);
  return recorded === undefined ? {} : { [resultsKey]: recorded };
}

/** @returns the notebook with what it read in its metadata; where it read nothing, without what it said before */
export function withResults(notebook: Notebook, read: ResultsRead): Notebook {
  const others = Object.entries(notebook.metadata).filter(([key]) => key !== resultsKey);
  const own = read.reads.length === 0 ? [] : [[resultsKey, read] as const];
  return { ...notebook, metadata: Object.fromEntries([...others, ...own]) };
}

/** Paths from the results folder, with slashes, sorted. */
async function filesOf(folder: string, place: string): Promise<string[]> {
  const entries = await readdir(join(folder, place), { withFileTypes: true }).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  });
  const nested = entries.map((entry) => {
    const path = `${place}/${entry.name}`;
    return entry.isDirectory() ? filesOf(folder, path) : Promise.resolve([path]);
  });
  return (await Promise.all(nested)).flat().sort();
}
