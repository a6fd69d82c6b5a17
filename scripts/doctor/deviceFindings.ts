import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { finding, type Finding } from './finding';

/** Vector instructions that decide how fast TensorFlow is on a CPU. */
const telling = ['avx', 'avx2', 'fma', 'avx512f', 'avx512_vnni', 'avx512_bf16', 'amx_bf16', 'asimd'];

/** The processors of this machine. */
export async function deviceFindings(): Promise<Finding[]> {
  return [
    await finding(
      'CPU',
      () => `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} threads, ${memory()}`,
    ),
    await finding('CPU instructions', () => instructions().join(' ') || 'unknown'),
    await finding('GPU', gpus),
  ];
}

const memory = () => `${(totalmem() / 1e9).toFixed(0)} GB memory`;

function instructions(): string[] {
  const file = '/proc/cpuinfo';
  if (!existsSync(file)) return [];
  const flags = new Set(/^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync(file, 'utf8'))?.[1].split(' '));
  return telling.filter((flag) => flags.has(flag));
}

function gpus(): string {
  const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'];
  const outcome = spawnSync('nvidia-smi', query, { encoding: 'utf8', timeout: 20_000 });
  return outcome.status === 0 ? outcome.stdout.trim().split('\n').join('; ') : 'none that TensorFlow can use';
}
