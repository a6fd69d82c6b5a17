import { join } from 'node:path';
import { silentReporter } from '../../lib/common/reporter';
import type { Workers } from '../../lib/experiments/execution/workers';
import type { ExperimentRun } from '../../lib/experiments/configuration/experiment';
import { createExperimentRunner } from '../../lib/experiments/execution/experimentRunner';
import { identifyRuns, lineageOf } from '../../lib/experiments/execution/identifiedRuns';
import type { Laboratory } from '../../lib/experiments/laboratory';
import { openResultsStore } from '../../lib/experiments/store/resultsStore';
import { planRuns } from '../../lib/experiments/execution/runPlan';
import { exampleIngredients } from './exampleRun';

/**
 * The part of a laboratory that does runs, over a folder of its own.
 * @param scaled - makes a run smaller than its profile says
 */
export function storedLaboratory(
  folder: string,
  workers: Workers,
  scaled: (run: ExperimentRun) => ExperimentRun = (run) => run,
  dataHash = exampleIngredients.dataHash,
): Pick<Laboratory, 'plan' | 'run' | 'sensitivity' | 'stop'> {
  const store = openResultsStore(join(folder, 'results'), silentReporter);
  const runner = createExperimentRunner({ workers, store, workFolder: folder, reporter: silentReporter });
  const { behavioralFingerprint, engine } = exampleIngredients;
  const identify = (runs: readonly ExperimentRun[]) =>
    identifyRuns(runs.map(scaled), {
      ...{ profile: 'smoke', dataFolder: 'nowhere', images: { train: 24, validation: 6, test: 6 } },
      ...{ dataHash, behavioralFingerprint, engine: { ...engine, mode: 'graph' } },
    });
  return {
    plan: (runs) => planRuns(store, identify(runs), folder),
    stop: () => workers.stop(),
    run: async (runs) => runner.run(identify(runs)),
    sensitivity: async (runs, key, options) => runner.sensitivity(lineageOf(identify(runs), key), options),
  };
}
