import { CheckpointError, ResultsError } from '../common/errors';
import { isThere } from '../common/isThere';
import type { Reporter } from '../common/reporter';
import type { PoseDataset } from '../datasets/poseDataset';
import { openExperimentData } from '../experiments/run/experimentData';
import { openResultsStore } from '../experiments/store/resultsStore';
import type { ProfileName } from '../experiments/configuration/runConfiguration';
import { decodingOf } from '../experiments/run/runEvaluation';
import { weightsFile } from '../experiments/run/runFiles';
import { storedLineage } from '../experiments/storedLineage';
import type { StoredRun } from '../experiments/store/storedRun';
import { loadTrainedNetwork, type TrainedNetwork } from '../experiments/run/trainedNetwork';
import type { ModelInformation } from '../export/modelInformation';
import { loadPnpSolver } from '../geometry/pnp';
import { trainedInformation } from './trainedInformation';

/** A finished run with its weights and the set that it is tested on. */
export interface ExportableRun {
  readonly run: StoredRun;
  readonly trained: TrainedNetwork;
  readonly test: PoseDataset;
  /** To find ranges on */
  readonly validation: PoseDataset;
  readonly information: ModelInformation;
}

/** Where a run lies. */
export interface RunPlace {
  readonly profile: ProfileName;
  /** Its id, or a beginning of it that no other run of the profile has */
  readonly id: string;
  /** Of the results store */
  readonly resultsFolder: string;
  /** Of the profile's weights */
  readonly workFolder: string;
}

/**
 * Opens a finished run for export; its trained network is the caller's to dispose of.
 * @throws ResultsError when there is no such run or several, or the data set is not the one that it was trained on
 * @throws CheckpointError when its weights are missing or damaged
 * @throws DatasetError when the data set is missing
 */
export async function openExportableRun(place: RunPlace, reporter: Reporter): Promise<ExportableRun> {
  const store = openResultsStore(place.resultsFolder, reporter);
  const [run, ...ancestors] = await storedLineage(store, place.profile, place.id);
  await requireWeights(weightsFile(place.workFolder, run.id));
  const { configuration, dataHash } = run.ingredients;
  const data = await openExperimentData(place.profile, reporter, configuration.dataset);
  if (data.hash !== dataHash) {
    throw new ResultsError({
      run: run.id,
      field: 'dataHash',
      found: data.hash,
      expected: `${dataHash}, the data that the run was trained on`,
      remedy: 'Export it where these data are.',
    });
  }
  const { test, validation } = data.splits;
  const trained = await loadTrainedNetwork(configuration, run.id, place.workFolder);
  const { network, precision } = trained;
  const parts = { precision, objects: test.objects, solver: await loadPnpSolver() };
  const { needsDetections } = network.predictor({ ...parts, decoding: decodingOf(configuration.evaluation) });
  const information = trainedInformation({
    run,
    ancestors: ancestors.map(({ ingredients }) => ingredients.configuration).reverse(),
    dataset: test,
    inputSize: network.inputSize,
    needsDetections,
  });
  return { run, trained, test, validation, information };
}

async function requireWeights(file: string): Promise<void> {
  if (await isThere(file)) return;
  throw new CheckpointError({
    file,
    found: 'no such file: results are kept without their weights',
    expected: 'the weights of the run',
    remedy: 'Have them trained again, with --retrain.',
  });
}
