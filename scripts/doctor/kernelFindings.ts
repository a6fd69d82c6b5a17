import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../lib/common/projectRoot';
import { silentReporter } from '../../lib/common/reporter';
import { executeNotebook } from '../notebooks/execution';
import { environmentPython, kernelName } from '../notebooks/jupyterEnvironment';
import { writeNotebook, type Notebook } from '../../lib/report/notebookFile';
import { committedMetadata } from '../notebooks/normalization';
import { finding, type Finding } from './finding';

/** JupyterLab, and whether the project's kernel is found and runs a cell. */
export async function kernelFindings(): Promise<Finding[]> {
  return [
    await finding('JupyterLab', () => pythonPackages(['jupyterlab', 'nbclient', 'plotly', 'tensorboard'])),
    await finding('tslab', () => tslabVersion()),
    await finding('kernel', () => startKernel()),
  ];
}

function pythonPackages(names: readonly string[]): string {
  const program = `import importlib.metadata as m; print(', '.join(n + ' ' + m.version(n) for n in ${JSON.stringify(names)}))`;
  const outcome = spawnSync(environmentPython(), ['-c', program], { encoding: 'utf8' });
  if (outcome.status !== 0) throw new Error(outcome.stderr.trim().split('\n').at(-1));
  return outcome.stdout.trim();
}

async function tslabVersion(): Promise<string> {
  const file = join(projectRoot, 'node_modules', 'tslab', 'package.json');
  return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
}

async function startKernel(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kernel-'));
  try {
    const notebook = join(folder, 'doctor.ipynb');
    await writeNotebook(notebook, oneCell("const profile: string = '';"));
    const { wallSeconds } = await executeNotebook(
      { notebook, output: join(folder, 'executed.ipynb'), profile: 'smoke', timeoutSeconds: 60 },
      silentReporter,
    );
    const specification = join('jupyter', 'kernels', kernelName, 'kernel.json');
    return `${kernelName} (${specification}) starts and runs a cell in ${wallSeconds.toFixed(1)} s`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function oneCell(source: string): Notebook {
  const cell = {
    cell_type: 'code' as const,
    execution_count: null,
    id: 'only',
    metadata: { tags: ['parameters'] },
    outputs: [],
    source,
  };
  return { cells: [cell], metadata: committedMetadata, nbformat: 4, nbformat_minor: 5 };
}
