import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../lib/common/projectRoot';

const script = join(projectRoot, 'dist', 'scripts', 'algorithm1.js');

describe('npm run algorithm1, asked for what cannot be', () => {
  it.each([
    ['no compression factor', [], /required option '--compression-factor <times>' not specified/],
    ['a compression factor below 0', ['--compression-factor=-8'], /'-8' is invalid.*a number above 0/],
    [
      'a size that cannot be reached',
      ['--compression-factor', '17'],
      /^InfeasibleAllocationError: size: .*at least \d+ bits, the smallest size that can be reached/m,
    ],
    [
      'widths without that of a probe',
      ['--compression-factor', '8', '--widths', '4,8'],
      /^ConfigurationError: widths: found \[4, 8\]; expected some of 2, 3, 4, 5, 6, 7, 8, ascending, 2 among them/m,
    ],
    ['a width that is no number', ['--compression-factor', '8', '--widths', '2,four'], /'2,four' is invalid/],
    [
      'an unknown method',
      ['--compression-factor', '8', '--method', 'dorefa'],
      /'dorefa' is invalid.*lsq, inq/,
    ],
  ])('%s: says so and ends with exit code 1', (_label, options, message) => {
    const { status, stderr } = spawnSync(process.execPath, [script, ...options], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(stderr).toMatch(message);
    expect(status).toBe(1);
  });
});
