import { ConfigurationError } from '../../common/errors';
import { shellWord } from '../../common/shellWord';
import { warningSeconds, type JobRequest } from './jobRequest';

/** What a job does, and under which conditions. */
export interface Job {
  readonly name: string;
  readonly request: JobRequest;
  /** That the command runs in */
  readonly folder: string;
  /** Pattern of the files that it writes to; `%A`, `%a` and `%j` in `logName` are Slurm's */
  readonly logFolder: string;
  readonly logName: string;
  /** Program and arguments */
  readonly command: readonly string[];
  /** Tasks of an array; not an array where it is not given */
  readonly tasks?: number;
  /** Tasks at once; as many as there is room for where it is not given */
  readonly atOnce?: number | undefined;
}

/**
 * The script of a job. The program takes the place of the shell, so that it hears Slurm's signals itself: USR2 before the
 * time limit, TERM when the job is preempted, requeued or cancelled.
 * @throws ConfigurationError when a path has a character that Slurm's directives cannot hold
 */
export function jobScript({
  name,
  request,
  folder,
  logFolder,
  logName,
  command,
  tasks,
  atOnce,
}: Job): string {
  const { gpus, cpus, minutes } = request;
  const log = `${logFolder.replaceAll('%', '%%')}/${logName}`;
  const directives = [
    ['job-name', name],
    ...(tasks === undefined ? [] : [['array', `0-${tasks - 1}${atOnce === undefined ? '' : `%${atOnce}`}`]]),
    ['chdir', folder],
    ['output', log],
    ['open-mode', 'append'],
    ['ntasks', '1'],
    ['cpus-per-task', String(cpus)],
    ...(gpus === 0 ? [] : [['gres', `gpu:${gpus}`]]),
    ['time', String(minutes)],
    ['signal', `B:USR2@${warningSeconds}`],
    ['kill-on-invalid-dep', 'yes'],
  ];
  return [
    '#!/bin/bash',
    ...directives.map(([option, value]) => `#SBATCH --${option}=${directiveValue(option, value)}`),
    '#SBATCH --requeue',
    `exec ${command.map(shellWord).join(' ')}`,
    '',
  ].join('\n');
}

/** Slurm reads directives by rules of its own, nearly a shell's. */
function directiveValue(option: string, value: string): string {
  if (/^[\w%@:.,/=+-]+$/.test(value)) return value;
  if (/[\n\r\\]/.test(value)) {
    throw new ConfigurationError({
      field: `--${option}`,
      found: JSON.stringify(value),
      expected: 'a path without line breaks and backslashes',
      remedy: 'Move the project to such a path.',
    });
  }
  return `"${value.replaceAll('"', '\\"')}"`;
}
