import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Reporter } from '../../lib/common/reporter';
import type { ExperimentRun } from '../../lib/experiments/configuration/experiment';
import { createExperimentRunner } from '../../lib/experiments/execution/experimentRunner';
import { experimentScope, wdrOnSwissCube } from '../../lib/experiments/configuration/experimentScope';
import { identifyRuns } from '../../lib/experiments/execution/identifiedRuns';
import type { Laboratory } from '../../lib/experiments/laboratory';
import { createWorkerProcesses } from '../../lib/experiments/execution/workerProcesses';
import { openResultsStore } from '../../lib/experiments/store/resultsStore';
import { weightsFile } from '../../lib/experiments/run/runFiles';
import { planRuns } from '../../lib/experiments/execution/runPlan';
import type { StoredRun } from '../../lib/experiments/store/storedRun';

/** A part of a laboratory that trains in a worker process, in a folder of its own. */
export interface ShortLaboratory extends Pick<
  Laboratory,
  'profile' | 'scope' | 'plan' | 'run' | 'stop' | 'close'
> {
  /** @returns SHA-256 of a run's weights */
  hashOf(run: StoredRun): Promise<string>;
  /** Removes a run, its result and its weights */
  forget(run: StoredRun): Promise<void>;
}

/**
 * Opens it at smoke scale.
 * @param steps - of the full-precision network, and of what is retrained
 */
export async function openShortLaboratory(
  folder: string,
  steps: readonly [number, number],
  reporter: Reporter,
): Promise<ShortLaboratory> {
  const workers = createWorkerProcesses({ count: 1, threads: 1, workFolder: folder });
  const preparation = await workers.prepare('smoke', { name: 'swisscube-mini' }, reporter);
  const store = openResultsStore(join(folder, 'results'), reporter);
  const runner = createExperimentRunner({ workers, store, workFolder: folder, reporter });
  const identify = (runs: readonly ExperimentRun[]) =>
    identifyRuns(
      runs.map((run) => shortened(run, steps)),
      preparation,
    );
  return {
    profile: 'smoke',
    scope: () => Promise.resolve(experimentScope('smoke', wdrOnSwissCube, preparation)),
    plan: (runs) => planRuns(store, identify(runs), folder),
    run: async (runs) => runner.run(identify(runs)),
    stop: () => workers.stop(),
    close: () => workers.close(),
    hashOf: async ({ id }) =>
      createHash('sha256')
        .update(await readFile(weightsFile(folder, id)))
        .digest('hex'),
    async forget({ id, folder: result }) {
      for (const path of [result, dirname(weightsFile(folder, id))]) await rm(path, { recursive: true });
    },
  };
}

function shortened(
  { configuration, ...run }: ExperimentRun,
  [first, later]: readonly [number, number],
): ExperimentRun {
  const { role, training } = configuration;
  const plan = { ...training.plan, steps: role === 'fullPrecision' ? first : later };
  return {
    ...run,
    configuration: { ...configuration, training: { ...training, plan, statisticsBatches: 2 } },
  };
}
