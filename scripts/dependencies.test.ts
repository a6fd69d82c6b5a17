import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../lib/common/projectRoot';

interface LockedPackage {
  readonly hasInstallScript?: boolean;
  readonly resolved?: string;
}

const readText = (file: string) => readFileSync(join(projectRoot, file), 'utf8');
const project = JSON.parse(readText('package.json')) as Record<string, Record<string, string>>;
const locked = (JSON.parse(readText('package-lock.json')) as { packages: Record<string, LockedPackage> })
  .packages;
const pythonLocks = readdirSync(join(projectRoot, 'python')).filter((file) => file.endsWith('.lock'));

describe('dependencies', () => {
  it('are exact versions, overrides too', () => {
    const exact = /^(?:npm:(?:@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/;
    for (const kind of ['dependencies', 'devDependencies', 'overrides']) {
      const loose = Object.entries(project[kind]).filter(([, version]) => !exact.test(version));
      expect(loose).toEqual([]);
    }
  });

  it('with an install script are each allowed or refused by name', async () => {
    const module = pathToFileURL(join(projectRoot, 'scripts/setup/installScripts.mjs')).href;
    const { installScripts } = (await import(/* @vite-ignore */ module)) as { installScripts: object };
    const withScript = Object.entries(locked)
      .filter(([, entry]) => entry.hasInstallScript === true)
      .map(([path]) => path.replace(/^.*node_modules\//, ''));
    expect(withScript.filter((name) => !(name in installScripts))).toEqual([]);
    expect(readText('.npmrc')).toMatch(/^ignore-scripts=true$/m);
  });

  it('name no server, so that a mirror can be used', () => {
    expect(Object.entries(locked).filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
    for (const lock of pythonLocks)
      expect(readText(`python/${lock}`)).not.toMatch(/:\/\/|--index-url|--find-links/);
  });

  it('of Python are exact versions with hashes', () => {
    const expected = ['bench.lock', 'requirements.lock', 'tensorflow-cpu.lock', 'tensorflow-cuda.lock'];
    expect([...pythonLocks].sort()).toEqual(expected);
    for (const lock of pythonLocks) {
      const requirements = readText(`python/${lock}`)
        .split(/^(?=[a-z])/m)
        .filter((part) => !part.startsWith('#'));
      expect(requirements.length).toBeGreaterThan(0);
      for (const requirement of requirements)
        expect(requirement).toMatch(/^[\w.-]+==\S+.*--hash=sha256:[0-9a-f]{64}/s);
    }
  });
});
