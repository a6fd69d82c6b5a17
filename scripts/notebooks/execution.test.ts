import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../lib/common/errors';
import { silentReporter } from '../../lib/common/reporter';
import { exampleNotebook } from './exampleNotebook';
import { executeNotebook } from './execution';
import { joinText, readNotebook, writeNotebook } from '../../lib/report/notebookFile';
import { recordedResults } from './resultsRead';

const folder = mkdtempSync(join(tmpdir(), 'notebook execution '));
afterAll(() => rmSync(folder, { recursive: true }));

async function execute(name: string, sources: string[], timeoutSeconds = 60) {
  const notebook = join(folder, `${name}.ipynb`);
  const output = join(folder, 'executed', `${name}.ipynb`);
  await writeNotebook(notebook, exampleNotebook(...sources));
  return executeNotebook(
    { notebook, output, profile: 'mini', parameters: { seed: 41 }, timeoutSeconds },
    silentReporter,
  );
}

describe('executing a notebook in a fresh kernel', () => {
  it('runs with the parameters given, finds the library by name, and keeps the outputs', async () => {
    const executed = await execute('good', [
      "import { Random } from 'mqat/common/random';\nconsole.log(profile, seed + 1, new Random(seed).bits() >= 0);",
    ]);
    expect(executed.parameters).toEqual({ profile: 'mini', seed: 41, draw: true });
    const { cells } = await readNotebook(executed.output);
    expect(cells.map((cell) => cell.execution_count)).toEqual([1, 2, 3]);
    expect(joinText(cells[2].outputs?.[0].text ?? '')).toBe('mini 42 true\n');
    expect(existsSync(join(folder, 'executed', 'good.failed.ipynb'))).toBe(false);
  });

  it('says in the executed notebook which results it asked for', async () => {
    const { output } = await execute('reading', [
      "import { noteResultReads } from 'mqat/experiments/store/resultReads';\nnoteResultReads(['nowhere/b-', 'nowhere/a-']);",
    ]);
    expect(recordedResults(await readNotebook(output))?.reads).toEqual(['nowhere/a-', 'nowhere/b-']);
  });

  it('stops at the first error, names the cell, and leaves no executed notebook', async () => {
    const source = "import { executionOf } from 'mqat/common/random';";
    const failure = execute('wrong', [source, "console.log('not reached');"]);
    await expect(failure).rejects.toThrow(EnvironmentError);
    await expect(failure).rejects.toThrow(/wrong\.ipynb: cell 3: .*executionOf/s);
    expect(existsSync(join(folder, 'executed', 'wrong.ipynb'))).toBe(false);
    const { cells } = await readNotebook(join(folder, 'executed', 'wrong.failed.ipynb'));
    expect(cells[3].outputs).toEqual([]);
  });

  it('shows where in the TypeScript source the library failed', async () => {
    const call = "import { Random } from 'mqat/common/random';\nnew Random(1).restore([]);";
    await expect(execute('library', [call])).rejects.toThrow(/lib\/common\/random\.ts:\d+/);
  });

  it('fails where a promise that nobody awaited is rejected, even after the last cell', async () => {
    const lost = "async function work() { throw new Error('lost work'); }\nsetTimeout(() => work(), 5);";
    await expect(execute('lost', [lost])).rejects.toThrow(/lost\.ipynb: cell 3: .*lost work/s);
  });

  it('says that the kernel died', async () => {
    await expect(execute('dead', ["process.kill(process.pid, 'SIGKILL');"])).rejects.toThrow(
      /dead\.ipynb: cell 3: found a kernel that died/,
    );
  });

  it('ends a notebook that takes too long', async () => {
    await expect(execute('slow', ['await new Promise(() => setInterval(() => 0, 100));'], 4)).rejects.toThrow(
      /slow\.ipynb: cell 3: .*not finished after 4 s/,
    );
  });
});
