import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../common/errors';
import { jobRequest, startMinutes, timeMargin } from './jobRequest';
import { jobScript, type Job } from './jobScript';

const job: Job = {
  name: 'mqat-paper-probes',
  request: { gpus: 1, cpus: 2, minutes: 90 },
  folder: '/project',
  logFolder: '/project/logs',
  logName: '%A_%a.log',
  command: ['/usr/bin/node', 'job.js', 'run'],
  tasks: 20,
};
const directives = (text: string) => text.split('\n').filter((line) => line.startsWith('#SBATCH'));

describe('the script of a job', () => {
  it('asks for an array, a GPU and time, to be requeued, and to be told before its time is over', () => {
    expect(directives(jobScript({ ...job, atOnce: 2 }))).toEqual([
      '#SBATCH --job-name=mqat-paper-probes',
      '#SBATCH --array=0-19%2',
      '#SBATCH --chdir=/project',
      '#SBATCH --output=/project/logs/%A_%a.log',
      '#SBATCH --open-mode=append',
      '#SBATCH --ntasks=1',
      '#SBATCH --cpus-per-task=2',
      '#SBATCH --gres=gpu:1',
      '#SBATCH --time=90',
      '#SBATCH --signal=B:USR2@120',
      '#SBATCH --kill-on-invalid-dep=yes',
      '#SBATCH --requeue',
    ]);
    expect(jobScript({ ...job, request: { ...job.request, gpus: 0 } })).not.toContain('gres');
  });

  it('gives every argument to the program as it is', async () => {
    const strange = ['two words', `it's "quoted"`, '$HOME `ls` $(ls); ls', '*', '', '-x=1 %j', 'line\nbreak'];
    const folder = await mkdtemp(join(tmpdir(), "job's script "));
    try {
      const program = join(folder, 'print arguments.cjs');
      await writeFile(program, 'console.log(JSON.stringify(process.argv.slice(2)))');
      const script = join(folder, 'job.sh');
      await writeFile(script, jobScript({ ...job, command: [process.execPath, program, ...strange] }));
      const { stdout } = spawnSync('bash', [script], { encoding: 'utf8' });
      expect(JSON.parse(stdout)).toEqual(strange);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('quotes paths for Slurm, and keeps its patterns out of them', () => {
    const text = jobScript({ ...job, logFolder: '/my "own" 100% project/logs' });
    expect(text).toContain(String.raw`--output="/my \"own\" 100%% project/logs/%A_%a.log"`);
    for (const folder of ['/a\nb', '/a\\b'])
      expect(() => jobScript({ ...job, folder })).toThrow(ConfigurationError);
  });
});

describe('what a job asks for', () => {
  const resources = { gpus: 1, minutes: 600, maximumMinutes: 1440 };

  it('is the measured time with its margin, what the profile says where nothing was measured, and no more than its maximum', () => {
    expect(jobRequest(resources, 2, 3600)).toEqual({
      gpus: 1,
      cpus: 2,
      minutes: 60 * timeMargin + startMinutes,
    });
    expect(jobRequest(resources, 2, undefined).minutes).toBe(600);
    expect(jobRequest(resources, 2, 1e7).minutes).toBe(1440);
  });

  it.each([
    ['gpus', { ...resources, gpus: -1 }],
    ['minutes', { ...resources, minutes: 1.5 }],
    ['maximumMinutes', { ...resources, maximumMinutes: 60 }],
  ])('is refused where the profile asks for the impossible: %s', (field, wrong) => {
    expect(() => jobRequest(wrong, 2, undefined)).toThrow(`resources.${field}: found`);
  });
});
