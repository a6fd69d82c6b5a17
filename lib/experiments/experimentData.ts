import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../common/projectRoot';
import { sha256 } from '../common/canonicalJson';
import { DatasetError } from '../common/errors';
import type { Reporter } from '../common/reporter';
import { readDatasetFolder } from '../datasets/datasetFolder';
import { inMemory } from '../datasets/inMemory';
import { seenThrough } from '../datasets/internalCamera';
import type { PoseDataset, Split } from '../datasets/poseDataset';
import { ensureSwissCubeMini } from '../datasets/swissCubeMini/swissCubeMini';
import { imagesOf } from './profiles';
import type { ProfileName } from './runConfiguration';

/** The three splits of a profile's data set. */
export interface ExperimentData {
  readonly folder: string;
  readonly splits: Readonly<Record<Split, PoseDataset>>;
  /** Over all splits */
  readonly hash: string;
}

/** Folder of the project that data lie in. */
export const dataFolder = join(projectRoot, 'data');

/**
 * Opens a profile's data set: renders it if it is rendered and not there yet, else reads the folder that the user brought.
 * Annotations are in memory, pixels are not.
 * @throws DatasetError when the data are missing or broken
 */
export async function openExperimentData(profile: ProfileName, reporter: Reporter): Promise<ExperimentData> {
  const { rendering, camera } = imagesOf(profile);
  const folder =
    rendering === undefined ? broughtFolder() : await ensureSwissCubeMini(dataFolder, rendering, reporter);
  const [train, validation, test] = await Promise.all(
    (['train', 'validation', 'test'] as const).map(async (split) => {
      const dataset = await readDatasetFolder(folder, split);
      return camera === undefined ? dataset : seenThrough(dataset, camera);
    }),
  );
  return {
    folder,
    splits: { train, validation, test },
    hash: sha256(train.hash, validation.hash, test.hash),
  };
}

/** Bytes of pixels that a process holds at most. */
const memoryBudget = 2 ** 31;

/** Reads the splits' pixels into memory as bytes; data that are too large for that stay on disk, and are read image by image. */
export async function holdInMemory(data: ExperimentData, reporter: Reporter): Promise<ExperimentData> {
  const { train, validation, test } = data.splits;
  const bytes = [train, validation, test].reduce(
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
  };
}

function broughtFolder(): string {
  const folder = join(dataFolder, 'swisscube');
  if (existsSync(folder)) return folder;
  throw new DatasetError({
    file: folder,
    found: 'no such folder',
    expected: 'SwissCube as published, or in BOP format with the splits train, val and test',
    remedy: 'Bring the data set as data/README.md says, or use the profile mini, which renders its own.',
  });
}
