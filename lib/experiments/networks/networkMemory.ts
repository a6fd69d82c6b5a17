import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pool } from 'workerpool';
import { EnvironmentError } from '../../common/errors';
import { projectRoot } from '../../common/projectRoot';
import { unpackError } from '../execution/errorTransport';
import type { ModelConfiguration } from '../configuration/runConfiguration';
import type { WorkerAnswer } from '../execution/workerMessages';

const workerScript = join(projectRoot, 'dist', 'lib', 'experiments', 'networks', 'networkMemoryWorker.js');

/**
 * Measures a network's memory in a process of its own: by how much its peak grows when the network is made and passes images
 * forward at batch 1 as one graph, beyond what the smallest network has taken before. Weights, maps and graph are in it.
 * @param script - what the process executes
 * @returns bytes
 * @throws EnvironmentError when the library is not compiled
 * @throws ConfigurationError when the network has no such scale
 */
export async function networkMemory(model: ModelConfiguration, script = workerScript): Promise<number> {
  if (!existsSync(script))
    throw new EnvironmentError({
      file: script,
      found: 'no such file',
      expected: 'the compiled library',
      remedy: 'Run `npm run setup`.',
    });
  const processes = pool(script, { workerType: 'process', maxWorkers: 1 });
  try {
    const answer = (await processes.exec('memory', [model])) as WorkerAnswer<number>;
    if ('error' in answer) throw unpackError(answer.error);
    return answer.value;
  } finally {
    await processes.terminate();
  }
}
