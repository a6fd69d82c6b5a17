import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeFileAtomically } from './atomicFile';
import { temporaryFile } from './temporaryFiles';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporaries-'));
});
afterEach(() => rm(folder, { recursive: true }));

const [minute, day] = [60, 24 * 3600];
const deadProcess = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));

/** Leaves a temporary file of another process behind, so many seconds ago. */
async function leave(file: string, pid: number, age: number, host?: string): Promise<string> {
  const [, own] = /^\.kept\.txt\.([\w-]+)\./.exec(basename(temporaryFile(file)))!;
  const path = temporaryFile(file).replace(`.${own}.${process.pid}-`, `.${host ?? own}.${pid}-`);
  await writeFile(path, 'a part');
  const then = Date.now() / 1000 - age;
  await utimes(path, then, then);
  return basename(path);
}

it('of writers that died are removed by the next writer of the file, others stay', async () => {
  const file = join(folder, 'kept.txt');
  await leave(file, deadProcess, 2 * minute);
  await leave(file, deadProcess, 2 * day, 'elsewhere');
  await leave(file, process.pid, 2 * day);
  const kept = [
    await leave(file, deadProcess, minute / 2),
    await leave(file, process.ppid, 2 * minute),
    await leave(file, deadProcess, day / 2, 'elsewhere'),
    '.kept.txt.notes.tmp',
    '.other.txt.elsewhere.1-0.tmp',
    'kept.txt',
  ];
  for (const name of kept.slice(3, 5)) await writeFile(join(folder, name), 'not of this file');
  await writeFileAtomically(file, 'new');
  expect((await readdir(folder)).sort()).toEqual(kept.sort());
});

it('are looked for once by a process, before its first write of a file', async () => {
  const file = join(folder, 'kept.txt');
  await writeFileAtomically(file, 'first');
  const left = await leave(file, deadProcess, 2 * minute);
  await writeFileAtomically(file, 'second');
  expect((await readdir(folder)).sort()).toEqual([left, 'kept.txt'].sort());
});
