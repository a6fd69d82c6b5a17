import type { PoseDataset } from '../../../datasets/poseDataset';
import type { ExperimentRun } from '../../../experiments/configuration/experiment';
import type { Laboratory } from '../../../experiments/laboratory';
import { resultsFolderOf } from '../../../experiments/store/resultFolders';
import type { StoredRun } from '../../../experiments/store/storedRun';
import type { VoteSpread } from '../../../metrics/voteSpread';
import { readClouds, writeClouds, type CloudRecord } from './cloudRecord';
import { cornerClouds } from './cornerClouds';

/** A finished run of an experiment. */
export interface VotingRun {
  /** The experiment's runs */
  readonly runs: readonly ExperimentRun[];
  readonly key: string;
  readonly stored: StoredRun;
}

/**
 * The clouds of a run's network on some images. Those that are kept are read; else its network is loaded, trained again if
 * only its result was kept, and the clouds are kept: fewer images do not replace more.
 * @param images - positions in the data set, ascending
 * @returns one an image, to five digits; undefined where fewer than two cells voted
 * @throws ResultsError when a kept file is damaged
 */
export async function keptClouds(
  laboratory: Pick<Laboratory, 'profile' | 'load'>,
  { runs, key, stored }: VotingRun,
  dataset: PoseDataset,
  images: readonly number[],
  resultsFolder = resultsFolderOf(laboratory.profile),
): Promise<(VoteSpread | undefined)[]> {
  const { profile } = laboratory;
  const kept = await readClouds(resultsFolder, profile, stored.id);
  const known = kept && chosen(kept, images);
  if (known !== undefined) return known;
  const trained = await laboratory.load(runs, key);
  try {
    const clouds = await cornerClouds(trained, stored.ingredients.configuration.evaluation, dataset, images);
    if (kept !== undefined && kept.images.length > images.length) return clouds;
    const identity = { run: stored.id, dataHash: stored.ingredients.dataHash };
    return chosen(await writeClouds(resultsFolder, profile, identity, images, clouds), images)!;
  } finally {
    trained.dispose();
  }
}

/** @returns undefined where one of the images was not measured */
function chosen(
  { images: measured, clouds }: CloudRecord,
  images: readonly number[],
): (VoteSpread | undefined)[] | undefined {
  const places = new Map(measured.map((image, place) => [image, place]));
  if (!images.every((image) => places.has(image))) return undefined;
  return images.map((image) => {
    const cloud = clouds[places.get(image)!];
    return cloud === null ? undefined : { spread: cloud[0], error: cloud[1] };
  });
}
