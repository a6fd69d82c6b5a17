import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../lib/common/projectRoot';

const folder = mkdtempSync(join(tmpdir(), 'set up '));
const stateFolder = join(folder, '.setup');

beforeAll(() =>
  cpSync(join(projectRoot, 'scripts/setup'), join(folder, 'scripts/setup'), { recursive: true }),
);
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program that may import the copy of set-up's own modules; in its own process and folder. */
function run(
  program: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<{ output: string; code: number | null }> {
  const setUp = pathToFileURL(join(folder, 'scripts/setup/')).href;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program.replaceAll('setup:', setUp)], {
    cwd: folder,
    env: { ...process.env, ...environment },
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ output, code })));
}

const lockedWork = (name: string) => `
  import { withLock } from 'setup:lock.mjs';
  import { appendFileSync } from 'node:fs';
  import { setTimeout as sleep } from 'node:timers/promises';
  await withLock(async () => {
    appendFileSync('order.txt', '${name} starts\\n');
    await sleep(600);
    appendFileSync('order.txt', '${name} ends\\n');
  }, console.log);`;

describe('set-up', () => {
  it('lets one process at a time work in a folder, the other waits and says so', async () => {
    const both = await Promise.all([run(lockedWork('one')), run(lockedWork('two'))]);
    const order = readFileSync(join(folder, 'order.txt'), 'utf8').trim().split('\n');
    expect(order.map((line) => line.split(' ')[1])).toEqual(['starts', 'ends', 'starts', 'ends']);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.map(({ output }) => output).join('')).toMatch(/another set-up of this folder is running/);
  });

  it('takes over the lock of a process that is gone', async () => {
    mkdirSync(join(stateFolder, 'lock'), { recursive: true });
    writeFileSync(join(stateFolder, 'lock', 'owner'), '999999999');
    expect((await run(lockedWork('three'))).code).toBe(0);
  });

  it('names what the machine lacks, with the remedy', async () => {
    const main = "await import('setup:main.mjs');";
    const noCompiler = await run(main, { CXX: join(folder, 'no-such-compiler') });
    expect(noCompiler).toMatchObject({ code: 1 });
    expect(noCompiler.output).toMatch(/set-up failed: .*no-such-compiler.*\n {2}remedy: Install one:/);
    const noPython = await run(main, { PYTHON: join(folder, 'no-such-python') });
    expect(noPython.output).toMatch(/set-up failed: no Python from 3.11.*\n {2}remedy: Install it/);
    const noVariant = await run(main, { MQAT_TENSORFLOW: 'gpu' });
    expect(noVariant.output).toMatch(/MQAT_TENSORFLOW is gpu.*\n {2}remedy: Set it to cpu or cuda/);
  });

  it('shows the end of what a failing program said, and the remedy for a cause it names', async () => {
    const failing = await run(`
      import { run } from 'setup:command.mjs';
      const said = 'console.error("getaddrinfo ENOTFOUND registry"); process.exit(3)';
      await run(process.execPath, ['-e', said], { missing: 'nothing came', remedy: 'unknown' }).catch((error) =>
        console.log(error.message, '|', error.remedy, '|', error.detail));`);
    expect(failing.output).toMatch(/nothing came \(exit code 3\) \| No network.* \| .*ENOTFOUND registry/s);
  });
});
