import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../lib/common/projectRoot';
import { runCommand } from './commandLine';
import { environmentPython, jupyterEnvironment, kernelName } from './notebooks/jupyterEnvironment';

/** Opens JupyterLab on the notebooks, with the project's kernel only. Further arguments go to JupyterLab. */
runCommand(async () => {
  const asRoot = process.getuid?.() === 0 ? ['--allow-root'] : [];
  const lab = spawn(
    environmentPython(),
    [
      ...['-m', 'jupyterlab', join(projectRoot, 'notebooks'), ...asRoot],
      ...[
        '--KernelSpecManager.ensure_native_kernel=False',
        `--KernelSpecManager.allowed_kernelspecs=${kernelName}`,
      ],
      `--MultiKernelManager.default_kernel_name=${kernelName}`,
      ...process.argv.slice(2),
    ],
    { cwd: projectRoot, env: jupyterEnvironment(), stdio: 'inherit' },
  );
  // A terminal sends the signal to JupyterLab too, which asks or ends by itself.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => lab.kill('SIGTERM'));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    lab.on('error', reject);
    lab.on('close', (code) => resolve(code ?? 1));
  });
});
