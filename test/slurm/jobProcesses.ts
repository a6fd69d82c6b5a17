import { readdir, readFile } from 'node:fs/promises';

/** A process that a job of the test cluster started. */
export interface JobProcess {
  readonly pid: number;
  readonly commandLine: string;
  /** Its variables */
  readonly environment: ReadonlyMap<string, string>;
}

/** @returns the processes of jobs on a node */
export async function nodeProcesses(node: string): Promise<JobProcess[]> {
  return (await jobProcesses()).filter(({ environment }) => environment.get('SLURMD_NODENAME') === node);
}

/** @returns the processes of a task that execute a program */
export async function taskProcesses(job: string, index: number, program: string): Promise<JobProcess[]> {
  return (await jobProcesses()).filter(
    ({ environment, commandLine }) =>
      environment.get('SLURM_ARRAY_JOB_ID') === job &&
      environment.get('SLURM_ARRAY_TASK_ID') === String(index) &&
      commandLine.includes(program),
  );
}

/** @returns the parent of a process; 0 where it is gone */
export async function parentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1] ?? 0);
}

/** All of the cluster whose configuration this process uses. */
async function jobProcesses(): Promise<JobProcess[]> {
  const found: JobProcess[] = [];
  for (const name of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    try {
      const environment = variables(await readFile(`/proc/${name}/environ`, 'utf8'));
      if (environment.get('SLURM_CONF') !== process.env['SLURM_CONF']) continue;
      if (!environment.has('SLURM_JOB_ID')) continue;
      const commandLine = (await readFile(`/proc/${name}/cmdline`, 'utf8')).replaceAll('\0', ' ');
      found.push({ pid: Number(name), commandLine, environment });
    } catch {
      // It has ended, or belongs to somebody else.
    }
  }
  return found;
}

function variables(text: string): Map<string, string> {
  return new Map(
    text.split('\0').map((entry) => {
      const at = entry.indexOf('=');
      return [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}
