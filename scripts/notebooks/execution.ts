import { spawn } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { EnvironmentError } from '../../lib/common/errors';
import { projectRoot } from '../../lib/common/projectRoot';
import type { Reporter } from '../../lib/common/reporter';
import { keptResultsFolder } from '../../lib/experiments/store/resultFolders';
import { readsVariable } from '../../lib/experiments/store/resultReads';
import { parseExecutionEvent, type ExecutionEvent, type ExecutionFailure } from './executionEvent';
import { environmentPython, jupyterEnvironment, kernelName } from './jupyterEnvironment';
import { readNotebook, writeNotebook } from '../../lib/report/notebookFile';
import { effectiveParameters, injectParameters, type ParameterValue } from './parameters';
import { resultsRead, withResults } from './resultsRead';

/** What to execute and where the executed notebook goes. */
export interface NotebookExecution {
  readonly notebook: string;
  /** Replaced only when every cell has succeeded; a notebook that fails is written beside it, as `*.failed.ipynb` */
  readonly output: string;
  /** Value of the notebook's parameter `profile` */
  readonly profile: string;
  /** Further parameters to set; each must be declared in the notebook's cell tagged `parameters` */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** For the whole notebook */
  readonly timeoutSeconds: number;
}

/** A notebook that was executed without an error. */
export interface ExecutedNotebook {
  readonly output: string;
  /** Every parameter the notebook declares, with the value that was used */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly wallSeconds: number;
}

/**
 * Executes a notebook from top to bottom in a fresh kernel and stops at the first error.
 * @throws DatasetError when the notebook cannot be read
 * @throws ConfigurationError when the notebook does not declare a parameter that is set
 * @throws EnvironmentError when a cell fails, the kernel dies or the time is up; it names notebook, cell and error
 */
export async function executeNotebook(
  { notebook, output, profile, parameters = {}, timeoutSeconds }: NotebookExecution,
  reporter: Reporter,
): Promise<ExecutedNotebook> {
  const start = performance.now();
  const values = { profile, ...parameters };
  const source = await readNotebook(notebook);
  const failed = output.replace(/(\.ipynb)?$/, '.failed.ipynb');
  const working = join(dirname(output), `.${basename(output)}.${process.pid}.tmp`);
  await mkdir(dirname(output), { recursive: true });
  const reads = `${working}.reads`;
  try {
    await writeNotebook(working, injectParameters(source, notebook, values));
    await writeFile(reads, '');
    const failure = await runKernel(working, notebook, { timeoutSeconds, reads }, reporter);
    await recordResults(working, reads);
    await rename(working, failure === undefined ? output : failed);
    if (failure !== undefined) throw executionError(notebook, failure, failed);
    await rm(failed, { force: true });
  } finally {
    await rm(working, { force: true });
    await rm(reads, { force: true });
  }
  return {
    output,
    parameters: effectiveParameters(source, values),
    wallSeconds: (performance.now() - start) / 1000,
  };
}

/** Writes into an executed notebook which results it asked for and what they were. */
async function recordResults(working: string, reads: string): Promise<void> {
  const places = (await readFile(reads, 'utf8')).split('\n').filter((place) => place !== '');
  const executed = await readNotebook(working);
  await writeNotebook(working, withResults(executed, await resultsRead(keptResultsFolder, places)));
}

/** Executes a notebook file in place; which results it asks for is noted in the file `reads`. */
function runKernel(
  file: string,
  title: string,
  { timeoutSeconds, reads }: { readonly timeoutSeconds: number; readonly reads: string },
  reporter: Reporter,
): Promise<ExecutionFailure | undefined> {
  const script = join(projectRoot, 'python', 'execute_notebook.py');
  const child = spawn(
    environmentPython(),
    [script, file, file, kernelName, projectRoot, String(timeoutSeconds)],
    { env: { ...jupyterEnvironment(), [readsVariable]: reads }, cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const progress = progressOf(title, reporter);
  let last: ExecutionEvent | undefined;
  let errorOutput = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    last = parseExecutionEvent(line) ?? last;
    if (last !== undefined) progress.show(last);
  });
  child.stderr.on('data', (data: Buffer) => (errorOutput = (errorOutput + data.toString()).slice(-4000)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      progress.finish();
      if (last?.event === 'finished') resolve(undefined);
      else resolve(withErrorOutput(last, errorOutput.trim()));
    });
  });
}

/** A kernel that dies says why on its error output, if anywhere. */
function withErrorOutput(last: ExecutionEvent | undefined, errorOutput: string): ExecutionFailure {
  if (last?.event === 'failure' && last.kind !== 'kernel') return last;
  const cell = last?.event === 'failure' || last?.event === 'cell' ? last.cell : 1;
  const text = last?.event === 'failure' ? last.text : 'the execution ended without a word';
  return { event: 'failure', kind: 'kernel', cell, text: [text, errorOutput].filter(Boolean).join('\n') };
}

function progressOf(title: string, reporter: Reporter) {
  const label = basename(title, '.ipynb');
  let task: ReturnType<Reporter['progress']> | undefined;
  return {
    show(event: ExecutionEvent) {
      if (event.event === 'failure') return;
      task ??= reporter.progress(label, event.total, 'cells');
      if (event.event === 'cell') task.update(event.done, { cell: event.cell });
      else task.update(event.total);
    },
    finish: () => task?.finish(),
  };
}

function executionError(notebook: string, { kind, cell, text }: ExecutionFailure, failed: string): EnvironmentError {
  const found = {
    cell: `an error:\n${text.trimEnd()}\n`,
    kernel: `a kernel that died: ${text.trimEnd()}`,
    timeout: `a notebook ${text}`,
  }[kind];
  return new EnvironmentError({
    file: notebook,
    field: `cell ${cell}`,
    found,
    expected: 'every cell to finish without an error',
    remedy: `The notebook as far as it went: ${relative(projectRoot, failed)}. \`npm run doctor\` checks the kernel.`,
  });
}
