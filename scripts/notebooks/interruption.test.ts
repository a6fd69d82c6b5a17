import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../lib/common/projectRoot';
import { environmentPython, jupyterEnvironment, kernelName } from './jupyterEnvironment';

interface Execution {
  readonly succeeded: boolean;
  readonly interrupted: boolean;
  /** Outputs in the order shown, each state of a bar */
  readonly texts: readonly string[];
}

/** Executes cells in a fresh kernel; one that shows a bar of this label is interrupted and executed again. */
function executeInterrupted(label: string, sources: readonly string[]): Promise<Execution[]> {
  const script = join(projectRoot, 'python', 'interrupt_cell.py');
  const child = spawn(environmentPython(), [script, kernelName, projectRoot, '90', label], {
    env: jupyterEnvironment(),
    cwd: projectRoot,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const [output, errors] = [child.stdout, child.stderr].map((stream) => {
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => parts.push(part));
    return () => Buffer.concat(parts).toString();
  });
  child.stdin.end(JSON.stringify(sources));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output()) as Execution[]);
      else reject(new Error(errors()));
    });
  });
}

const known = "{ bits: { backbone: 32, fpn: 32, head: 32 }, method: 'lsq', seed: 5 }";
const unknown = "{ bits: { backbone: 32, fpn: 2, head: 32 }, method: 'lsq', seed: 5 }";
const numbersOf = (run: string) => `{ metrics: ${run}.metrics, images: ${run}.images, weights: await laboratory.hashOf(${run}) }`;

describe('exploring in a kernel', () => {
  let folder: string;
  let executions: Execution[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'exploring-'));
    executions = await executeInterrupted('fpn at 2 bits', [
      `import { explore } from 'mqat';
import { createNotebookReporter } from 'mqat/report/notebookReporter';
import { createNotebookTarget } from 'mqat/report/notebookTarget';
const { openShortLaboratory } = require('./dist/test/support/shortLaboratory');
const reporter = createNotebookReporter(createNotebookTarget());
const laboratory = await openShortLaboratory(${JSON.stringify(folder)}, [2, 20], reporter);
const place = { reporter: reporter, laboratory: () => laboratory };
const first = await explore(place, ${known});`,
      `const again = await explore(place, ${known});`,
      `const found = await explore(place, ${unknown});`,
      `const resumed = found.runs[1];
console.log(JSON.stringify(${numbersOf('resumed')}));
await laboratory.forget(resumed);`,
      // The bar's label is the one that is interrupted: the run is done without one.
      `reporter.progress = () => ({ update: () => undefined, finish: () => undefined });
const whole = (await explore(place, ${unknown})).runs[1];
console.log(JSON.stringify(${numbersOf('whole')}));
await laboratory.close();`,
    ]);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('answers what is known from the store: no bar', () => {
    expect(executions[1]).toEqual({ succeeded: true, interrupted: false, texts: [] });
  });

  it('shows how long training will take, and stops it when the kernel is interrupted', () => {
    const [, , { succeeded, interrupted, texts }] = executions;
    expect([succeeded, interrupted]).toEqual([false, true]);
    expect(texts.join('\n')).toMatch(/fpn at 2 bits.* training .* [0-9]+\/20 steps, .* steps\/s, .* s left/);
  });

  it('goes on from the step where it stopped, to the bits of a training that nobody interrupted', () => {
    const [, , , repeated, resumed, whole] = executions;
    expect([repeated.succeeded, repeated.interrupted], repeated.texts.join('\n')).toEqual([true, false]);
    const all = [...executions[2].texts, ...repeated.texts].join('\n');
    const step = Number(/a request to stop, at step (\d+) of 20/.exec(all)?.[1]);
    expect(step).toBeGreaterThan(0);
    expect(step).toBeLessThan(20);
    expect(repeated.texts).toContainEqual(expect.stringContaining(`resumed at step ${step} of 20`));
    const numbers = JSON.parse(resumed.texts.join('')) as Record<string, unknown>;
    expect(Object.keys(numbers)).toEqual(['metrics', 'images', 'weights']);
    expect(JSON.parse(whole.texts.join(''))).toEqual(numbers);
  });
});
