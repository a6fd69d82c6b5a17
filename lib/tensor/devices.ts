import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { describeEngine } from './engine';
import { threadCount } from './engineEnvironment';

/** Something that TensorFlow can compute on here. */
export interface Device {
  readonly kind: 'cpu' | 'gpu';
  /** Model, as the machine names it */
  readonly name: string;
  /** Whether this process computes on it */
  readonly active: boolean;
  /** Threads of the CPU, or bytes of memory of a GPU */
  readonly capacity: { readonly threads: number } | { readonly bytes: number };
}

/** @returns the CPU, and the NVIDIA GPUs that the driver lists; a GPU is active where the CUDA library was installed */
export function listDevices(): Device[] {
  const onGpu = describeEngine().device === 'gpu';
  const cpu: Device = {
    kind: 'cpu',
    name: cpus()[0]?.model ?? 'unknown processor',
    active: !onGpu,
    capacity: { threads: threadCount },
  };
  return [cpu, ...listGpus().map((gpu): Device => ({ ...gpu, kind: 'gpu', active: onGpu }))];
}

function listGpus(): { name: string; capacity: { bytes: number } }[] {
  const query = ['--query-gpu=name,memory.total', '--format=csv,noheader,nounits'];
  const lines = runQuietly('nvidia-smi', query).split('\n');
  return lines.flatMap((line) => {
    const [name, mebibytes] = line.split(',').map((part) => part.trim());
    return mebibytes === undefined ? [] : [{ name, capacity: { bytes: Number(mebibytes) * 2 ** 20 } }];
  });
}

/** @returns the program's output; nothing where there is no such program or no GPU */
function runQuietly(program: string, words: string[]): string {
  try {
    return execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}
