import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { ConfigurationError } from '../../common/errors';
import { filesOf, manifestName, publishFolder } from './publishedFolder';

let target: string;

beforeEach(async () => {
  target = await folderOf({});
});

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'published-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

async function publish(files: Readonly<Record<string, string>>): Promise<number> {
  return publishFolder(await folderOf(files), target);
}

it('removes what an earlier export wrote and this one does not, with folders left empty', async () => {
  expect(await publish({ 'index.html': 'old', 'api/a/old.html': 'x', 'api/b.html': 'x' })).toBe(0);
  expect(await publish({ 'index.html': 'new', 'api/b.html': 'x' })).toBe(1);
  expect(await filesOf(target)).toEqual([manifestName, 'api/b.html', 'index.html']);
  expect(await readFile(join(target, 'index.html'), 'utf8')).toBe('new');
});

it("leaves a user's files, and those of ours that were changed since", async () => {
  await publish({ 'pages/one.html': 'one', 'pages/two.html': 'two' });
  await writeFile(join(target, 'pages', 'mine.html'), 'mine');
  await writeFile(join(target, 'pages', 'one.html'), 'changed');
  expect(await publish({ 'index.html': 'new' })).toBe(1);
  expect(await filesOf(target)).toEqual([manifestName, 'index.html', 'pages/mine.html', 'pages/one.html']);
});

it('refuses to write over a file that is not ours, and then writes nothing', async () => {
  await writeFile(join(target, 'index.html'), 'mine');
  await expect(publish({ 'a.html': 'a', 'index.html': 'ours' })).rejects.toThrow(ConfigurationError);
  expect(await filesOf(target)).toEqual(['index.html']);
});

it('refuses a list that names files outside of the folder', async () => {
  for (const path of ['../outside', '/etc/passwd', 'a/../../b', 'a\\..\\b']) {
    await writeFile(join(target, manifestName), JSON.stringify({ [path]: '0'.repeat(64) }));
    await expect(publish({ 'a.html': 'a' }), path).rejects.toThrow(ConfigurationError);
  }
});
