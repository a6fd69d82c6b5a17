import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jsonFiles } from './jsonFiles';

it('lists JSON files by name; none where the folder is missing, and no file in place of a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'json-files-'));
  try {
    for (const name of ['b.json', 'a.json', 'c.txt']) await writeFile(join(folder, name), '{}');
    await mkdir(join(folder, 'd'));
    expect(await jsonFiles(folder)).toEqual([join(folder, 'a.json'), join(folder, 'b.json')]);
    expect(await jsonFiles(join(folder, 'nowhere'))).toEqual([]);
    await expect(jsonFiles(join(folder, 'a.json'))).rejects.toThrow('ENOTDIR');
  } finally {
    await rm(folder, { recursive: true });
  }
});
