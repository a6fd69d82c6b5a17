import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { EnvironmentError } from '../../lib/common/errors';
import { projectRoot } from '../../lib/common/projectRoot';

/** Name of the project's kernel: its folder under jupyter/kernels. */
export const kernelName = 'mqat';

/**
 * Environment variables under which Jupyter finds the project's kernel and keeps its own files inside the project: the
 * user's account is neither read nor written. The kernel runs the same Node as this process.
 */
export function jupyterEnvironment(): NodeJS.ProcessEnv {
  const state = join(projectRoot, '.setup', 'jupyter');
  return {
    ...process.env,
    PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
    JUPYTER_PATH: join(projectRoot, 'jupyter'),
    JUPYTER_CONFIG_DIR: join(state, 'config'),
    JUPYTER_DATA_DIR: join(state, 'data'),
    JUPYTER_RUNTIME_DIR: join(state, 'runtime'),
    JUPYTERLAB_SETTINGS_DIR: join(state, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: join(state, 'workspaces'),
    IPYTHONDIR: join(state, 'ipython'),
    // Python must not add what this machine's user has installed, nor write compiled files beside our sources.
    PYTHONNOUSERSITE: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

/**
 * @returns the interpreter of the project's Python environment
 * @throws EnvironmentError when the environment is missing
 */
export function environmentPython(): string {
  const python = join(projectRoot, '.venv', 'bin', 'python');
  if (existsSync(python)) return python;
  throw new EnvironmentError({
    file: python,
    found: 'no Python environment',
    expected: 'JupyterLab and nbclient in .venv',
    remedy: 'Run `npm run setup`.',
  });
}
