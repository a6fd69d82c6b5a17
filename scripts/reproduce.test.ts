import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../lib/common/projectRoot';
import { dataFolder } from '../lib/experiments/run/experimentData';

const script = join(projectRoot, 'dist', 'scripts', 'reproduce.js');
const broughtData = join(dataFolder, 'swisscube');

function reproduce(...options: string[]) {
  const { status, stderr } = spawnSync(process.execPath, [script, ...options], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stderr };
}

describe('npm run reproduce, asked for what cannot be', () => {
  it.each([
    ['an unknown profile', ['--profile', 'huge'], /'huge' is invalid.*smoke, mini, paper/],
    ['a seed that is no number', ['--seeds', 'first'], /'first' is invalid.*whole number/],
    [
      'no workers',
      ['--workers', '0'],
      /^ConfigurationError: workers: found 0; expected a whole number from 1/m,
    ],
    ['an unknown executor', ['--executor', 'cloud'], /'cloud' is invalid.*local, slurm/],
    [
      'what was never submitted',
      ['--status', '--name', 'never-submitted'],
      /^ResultsError: .*never-submitted.submission\.json: found ENOENT/m,
    ],
    [
      'a submission outside of the project',
      ['--collect', '--name', '../results'],
      /^ConfigurationError: --name: found "..\/results"/m,
    ],
  ])('%s: says so and ends with exit code 1', (_label, options, message) => {
    const { status, stderr } = reproduce(...options);
    expect(stderr).toMatch(message);
    expect(status).toBe(1);
  });

  it.skipIf(existsSync(broughtData))('data that were not brought: names the folder, and the remedy', () => {
    const { status, stderr } = reproduce('--profile', 'paper');
    expect(stderr).toContain(`DatasetError: ${broughtData}: found no such folder`);
    expect(stderr).toContain('Bring the data set');
    expect(status).toBe(1);
  });
});
