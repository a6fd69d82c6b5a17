import { join } from 'node:path';
import { causeText } from '../../lib/common/causeText';
import { InterruptionError } from '../../lib/common/errors';
import { silentReporter, type Reporter } from '../../lib/common/reporter';
import type { PnpSolver } from '../../lib/geometry/pnp';
import type { RunIngredients } from '../../lib/experiments/configuration/runIdentity';
import { performRun } from '../../lib/experiments/run/trainingRun';
import { forkScript } from '../support/forkScript';
import { squareData } from '../support/squareExperiment';
import type { Cut } from './resumeTrials';

/** Where a run is done. */
export interface RunPlace {
  readonly ingredients: RunIngredients;
  readonly workFolder: string;
  readonly checkpointInterval: number;
  readonly solver: PnpSolver;
}

const powerCut = 'power cut';

/** Hears of every step that is done. */
export function stepReporter(onStep: (done: number) => void): Reporter {
  return {
    ...silentReporter,
    progress: (label) => ({
      update: (completed) => {
        if (label === 'training') onStep(completed);
      },
      finish: () => undefined,
    }),
  };
}

/**
 * Begins a run, or goes on with it, and ends it at a step.
 * @throws Error when it ended otherwise than it was made to
 */
export async function endRun(place: RunPlace, { step, ending }: Cut): Promise<void> {
  if (ending === 'kill') return killRun(place, step);
  const { ingredients, ...context } = place;
  const controller = new AbortController();
  const reporter = stepReporter((done) => {
    if (done !== step) return;
    if (ending === 'fault') throw new Error(powerCut);
    controller.abort();
  });
  const { signal } = controller;
  const end = await performRun(ingredients, { ...context, data: squareData, reporter, signal }).then(
    () => 'it came to its end',
    (error: unknown) => error,
  );
  const intended = ending === 'stop' ? end instanceof InterruptionError : causeText(end) === powerCut;
  if (!intended) throw new Error(`the run was to end by ${ending} at step ${step}, but ${causeText(end)}`);
}

/** Ends the process of a run once it says that it has done a step: it dies there, or in what it does next. */
async function killRun(
  { ingredients, workFolder, checkpointInterval }: RunPlace,
  step: number,
): Promise<void> {
  const worker = forkScript(join(__dirname, 'resumeWorker'), [
    JSON.stringify({ ingredients, workFolder, checkpointInterval }),
  ]);
  worker.on('message', (done) => {
    if (done === step) worker.kill('SIGKILL');
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('close', (...end) => {
      resolve(end);
    });
  });
  if (signal !== 'SIGKILL') throw new Error(`the run ended before it was killed: ${signal ?? code}`);
}
