import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '../common/errors';

/** Threads that one TensorFlow operation may use: `MQAT_THREADS`, else all cores. Part of a run's identity. */
export const threadCount = readThreadCount();

prepareEnvironment();

/**
 * TensorFlow reads its settings once, when it is loaded: this module is imported before it. The thread counts are set over
 * those of the environment, which a worker inherits from a process with other threads.
 */
function prepareEnvironment(): void {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  // Several processes may share a GPU: each takes of its memory what it needs.
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  process.env['TF_NUM_INTRAOP_THREADS'] = String(threadCount);
  process.env['TF_NUM_INTEROP_THREADS'] = String(threadCount);
  const addon = join(
    dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json')),
    'lib/napi-v8/tfjs_binding.node',
  );
  if (!existsSync(addon)) {
    throw new EnvironmentError({
      file: addon,
      found: 'no TensorFlow addon',
      expected: 'the addon that the set-up builds',
      remedy: 'Run `npm run setup`, then `npm run doctor`.',
    });
  }
}

function readThreadCount(): number {
  const text = process.env['MQAT_THREADS'];
  if (text === undefined) return availableParallelism();
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) {
    throw new EnvironmentError({
      field: 'MQAT_THREADS',
      found: JSON.stringify(text),
      expected: 'a whole number of threads, 1 or more',
      remedy: 'Correct or unset the variable.',
    });
  }
  return count;
}
