import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { projectRoot } from '../lib/common/projectRoot';

interface VitestModule {
  tallyReport(report: object, good: boolean): { passed: number; failed: number; skipped: number };
}

interface ProgramModule {
  runNode(argumentList: string[], options?: { minutes?: number; beside?: boolean }): Promise<boolean>;
}

const program = pathToFileURL(join(projectRoot, 'scripts/testing/program.mjs')).href;
const module = pathToFileURL(join(projectRoot, 'scripts/testing/vitest.mjs')).href;

it('counts as failed what vitest fails for, also where no test has failed', async () => {
  const { tallyReport } = (await import(/* @vite-ignore */ module)) as VitestModule;
  const report = {
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [],
  };
  expect(tallyReport(report, true)).toEqual({ passed: 5, failed: 0, skipped: 2 });
  expect(tallyReport(report, false)).toEqual({ passed: 5, failed: 1, skipped: 2 });
  const unloadable = { status: 'failed', assertionResults: [] };
  expect(tallyReport({ ...report, testResults: [unloadable] }, false).failed).toBe(1);
  const failing = { status: 'failed', assertionResults: [{ status: 'failed' }] };
  expect(
    tallyReport({ ...report, numFailedTests: 1, testResults: [failing, unloadable] }, false).failed,
  ).toBe(2);
});

it('ends a check that hangs, with all that it started', async () => {
  const { runNode } = (await import(/* @vite-ignore */ program)) as ProgramModule;
  const hanging = "require('node:child_process').spawnSync(process.execPath, ['-e', 'while (true);'])";
  const start = performance.now();
  expect(await runNode(['-e', hanging], { minutes: 0.01 })).toBe(false);
  expect(performance.now() - start).toBeLessThan(10_000);
  expect(await runNode(['-e', ''])).toBe(true);
});

it('shows the output of a program beside others in one piece, and what became of it', async () => {
  const two = `
    const { runNode } = await import(${JSON.stringify(program)});
    const text = (name, code) =>
      "console.log('" + name + " starts');" +
      "setTimeout(() => { console.error('" + name + " ends'); process.exitCode = " + code + " }, 300)";
    const beside = (name, code) => runNode(['-e', text(name, code)], { beside: true });
    console.log(await Promise.all([beside('a', 0), beside('b', 1)]));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', two]);
  expect(stdout).toMatch(/a starts\na ends\n/);
  expect(stdout).toMatch(/b starts\nb ends\n/);
  expect(stdout).toMatch(/\[ true, false \]/);
});
