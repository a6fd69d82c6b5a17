import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { codeVersion } from './codeVersion';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mqat-code-version-'));
  writeFileSync(join(folder, 'package.json'), '{ "version": "1.2.3" }');
});
afterEach(() => rmSync(folder, { recursive: true }));

function git(...words: string[]): void {
  const identity = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.org',
    '-c',
    'commit.gpgsign=false',
  ];
  execFileSync('git', ['-C', folder, ...identity, ...words]);
}

it("is the package's version outside git", async () => {
  expect(await codeVersion(folder)).toBe('version 1.2.3');
});

it('is the commit, and says where the code has changed since', async () => {
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '--no-verify', '-m', 'first');
  const clean = await codeVersion(folder);
  expect(clean).toMatch(/^[0-9a-f]{9}$/);
  writeFileSync(join(folder, 'notes.md'), 'not code');
  expect(await codeVersion(folder)).toBe(clean);
  mkdirSync(join(folder, 'lib'));
  writeFileSync(join(folder, 'lib', 'new.ts'), '');
  expect(await codeVersion(folder)).toBe(`${clean}-modified`);
});
