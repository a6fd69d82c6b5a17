/* Does a run on the squares and says after every step that it is done. Argument: the run and its place, as JSON. */
import { loadPnpSolver } from '../../lib/geometry/pnp';
import { performRun } from '../../lib/experiments/run/trainingRun';
import { squareData } from '../support/squareExperiment';
import { stepReporter, type RunPlace } from './endedRun';

async function perform(): Promise<void> {
  const { ingredients, ...place } = JSON.parse(process.argv[2]) as Omit<RunPlace, 'solver'>;
  const reporter = stepReporter((done) => void process.send!(done));
  await performRun(ingredients, { ...place, data: squareData, solver: await loadPnpSolver(), reporter });
  // The parent kills the process: one that is done before stays until then.
  setInterval(() => undefined, 1000);
}

void perform();
