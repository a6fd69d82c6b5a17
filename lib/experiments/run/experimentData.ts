import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../common/projectRoot';
import { sha256 } from '../../common/canonicalJson';
import { DatasetError } from '../../common/errors';
import type { Reporter } from '../../common/reporter';
import { bopTargets } from '../../datasets/bop/bopLayout';
import { withCanonicalPoses } from '../../datasets/canonicalPoses';
import { readDatasetFolder, type SplitOptions } from '../../datasets/datasetFolder';
import { inMemory } from '../../datasets/inMemory';
import { readRendered } from '../../datasets/rendered/readRendered';
import { seenThrough } from '../../datasets/internalCamera';
import { ensureLinemodMini, ensureOccludedLinemodMini } from '../../datasets/linemodMini/linemodMini';
import type { PoseDataset, Split } from '../../datasets/poseDataset';
import { ensureSwissCubeMini } from '../../datasets/swissCubeMini/swissCubeMini';
import { datasetKindOf, datasetName, type DatasetKind } from '../configuration/datasetKinds';
import { datasetSourcesOf } from '../configuration/profiles';
import type { DatasetChoice, ProfileName } from '../configuration/runConfiguration';

/** What runs are trained and tested on. */
export interface ExperimentData {
  readonly folder: string;
  /** To train on, symmetric objects have one of the poses that look the same */
  readonly splits: Readonly<Record<Split, PoseDataset>>;
  /** The same objects before each other, for one more test; undefined where the data set has no such test */
  readonly occluded: PoseDataset | undefined;
  /** Over all of it */
  readonly hash: string;
}

/** Folder of the project that data lie in. */
export const dataFolder = join(projectRoot, 'data');

/**
 * Opens a data set: renders it if it is rendered and not there yet, else reads the folder that the user brought.
 * Annotations are in memory, pixels are not. A rendered set whose files were changed or lost is rendered again.
 * @param choice - SwissCube where it is not given
 * @throws ConfigurationError when the profile has no data set of that name
 * @throws DatasetError when the data are missing or broken
 */
export async function openExperimentData(
  profile: ProfileName,
  reporter: Reporter,
  { name, objects }: DatasetChoice = { name: datasetName(profile, 'swisscube') },
): Promise<ExperimentData> {
  const kind = datasetKindOf(profile, name);
  const { camera, rendering } = datasetSourcesOf(profile)[kind];
  const ensure = () => dataFolders[kind](profile, reporter);
  const chosen: SplitOptions = objects === undefined ? {} : { objectIds: objects };
  const read = async (place: string, split: Split, options: SplitOptions) => {
    const dataset = await readDatasetFolder(place, split, options);
    return camera === undefined ? dataset : seenThrough(dataset, camera);
  };
  const readAll = async ([folder, occludedFolder]: DataFolders): Promise<ExperimentData> => {
    const [annotated, validation, test] = await Promise.all(
      (['train', 'validation', 'test'] as const).map((split) => read(folder, split, chosen)),
    );
    const train = withCanonicalPoses(annotated);
    const occluded =
      occludedFolder === undefined
        ? undefined
        : await read(occludedFolder, 'test', { ...chosen, targets: bopTargets });
    const hashes = [train.hash, validation.hash, test.hash, ...(occluded ? [occluded.hash] : [])];
    return { folder, splits: { train, validation, test }, occluded, hash: sha256(...hashes) };
  };
  return rendering === undefined ? readAll(await ensure()) : readRendered(ensure, readAll, reporter);
}

/** Bytes of pixels that a process holds at most. */
const memoryBudget = 2 ** 31;

/** Reads the splits' pixels into memory as bytes; data that are too large for that stay on disk, and are read image by image. */
export async function holdInMemory(data: ExperimentData, reporter: Reporter): Promise<ExperimentData> {
  const { splits, occluded } = data;
  const { train, validation, test } = splits;
  const bytes = [train, validation, test, ...(occluded ? [occluded] : [])].reduce(
    (sum, { samples, width, height }) => sum + samples.length * width * height * 4,
    0,
  );
  if (bytes > memoryBudget) return data;
  return {
    ...data,
    splits: {
      train: await inMemory(train, reporter),
      validation: await inMemory(validation, reporter),
      test: await inMemory(test, reporter),
    },
    occluded: occluded && (await inMemory(occluded, reporter)),
  };
}

/** Where the splits of a data set lie, and its second test. */
type DataFolders = readonly [folder: string] | readonly [folder: string, occludedFolder: string];

const dataFolders: Readonly<
  Record<DatasetKind, (profile: ProfileName, reporter: Reporter) => Promise<DataFolders>>
> = {
  async swisscube(profile, reporter) {
    const { rendering } = datasetSourcesOf(profile).swisscube;
    const folder =
      rendering === undefined
        ? broughtFolder(
            'swisscube',
            'SwissCube as published, or in BOP format with the splits train, val and test',
          )
        : await ensureSwissCubeMini(dataFolder, rendering, reporter);
    return [folder];
  },
  async linemod(profile, reporter) {
    const { rendering } = datasetSourcesOf(profile).linemod;
    if (rendering === undefined) {
      return [
        broughtFolder('linemod', 'LINEMOD in BOP format with the splits train, val and test'),
        broughtFolder('linemod-occluded', 'Occluded LINEMOD in BOP format with the split test'),
      ];
    }
    return [
      await ensureLinemodMini(dataFolder, rendering.alone, reporter),
      await ensureOccludedLinemodMini(dataFolder, rendering.occluded, reporter),
    ];
  },
};

function broughtFolder(name: string, expected: string): string {
  const folder = join(dataFolder, name);
  if (existsSync(folder)) return folder;
  throw new DatasetError({
    file: folder,
    found: 'no such folder',
    expected,
    remedy: 'Bring the data set as data/README.md says, or use the profile mini, which renders its own.',
  });
}
