import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { sha256 } from '../../common/canonicalJson';
import { projectRoot } from '../../common/projectRoot';
import { readBopDataset } from '../../datasets/bop/bopDataset';
import {
  defaultLinemodMini,
  defaultOccludedLinemodMini,
  type LinemodMiniConfiguration,
  type OccludedLinemodMiniConfiguration,
} from '../../datasets/linemodMini/configuration';
import { ensureLinemodMini, ensureOccludedLinemodMini } from '../../datasets/linemodMini/linemodMini';
import type { PoseDataset } from '../../datasets/poseDataset';
import { dataFolder } from '../../experiments/experimentData';
import { datasetStyles, type SeriesStyle, type SplitName } from '../palette';
import type { Provenance } from '../provenance';
import type { NotebookSession } from './session';

/** A data set with the splits that it has. */
export interface ShownDataset {
  readonly name: string;
  readonly splits: Readonly<Partial<Record<SplitName, PoseDataset>>> & { readonly test: PoseDataset };
  /** How the set looks in every figure */
  readonly style: SeriesStyle;
}

/** A set that somebody brought. */
export interface BroughtDataset {
  /** Root of a set in BOP format, absolute or from the project's root; '' for none */
  readonly folder: string;
  /** Folder of the split in it */
  readonly split: string;
}

/** So few images that they are rendered in seconds */
const smokeLinemod: LinemodMiniConfiguration = {
  ...defaultLinemodMini,
  images: { train: 7, validation: 1, test: 4 },
};
const smokeOccluded: OccludedLinemodMiniConfiguration = { ...defaultOccludedLinemodMini, images: 24 };

/**
 * Opens the session's data set, LINEMOD-mini and O-LINEMOD-mini, rendering what is missing, and the set that was brought.
 * @throws DatasetError when a set is damaged, or the brought one is not there
 */
export async function openDatasetCollection(
  { profile, data, reporter }: NotebookSession,
  brought: BroughtDataset,
): Promise<ShownDataset[]> {
  const isSmoke = profile === 'smoke';
  const linemod = await ensureLinemodMini(dataFolder, isSmoke ? smokeLinemod : defaultLinemodMini, reporter);
  const occluded = await ensureOccludedLinemodMini(
    dataFolder,
    isSmoke ? smokeOccluded : defaultOccludedLinemodMini,
    reporter,
  );
  const sets: Omit<ShownDataset, 'style'>[] = [
    { name: profile === 'paper' ? 'SwissCube' : 'SwissCube-mini', splits: data.splits },
    {
      name: 'LINEMOD-mini',
      splits: {
        train: await readBopDataset(linemod, { split: 'train' }),
        validation: await readBopDataset(linemod, { split: 'validation' }),
        test: await readBopDataset(linemod, { split: 'test' }),
      },
    },
    { name: 'O-LINEMOD-mini', splits: { test: await readBopDataset(occluded, { split: 'test' }) } },
  ];
  if (brought.folder !== '') sets.push(await openBrought(brought));
  return sets.map((set, place) => ({ ...set, style: { label: set.name, ...datasetStyles[place] } }));
}

/**
 * Provenance of what is made of several sets.
 * @param images - how many images it was computed on, where not all
 */
export function collectionProvenance(
  session: NotebookSession,
  sets: readonly ShownDataset[],
  images?: number,
): Provenance {
  const hashes = sets.flatMap(({ splits }) => Object.values(splits).map(({ hash }) => hash));
  return {
    ...session.provenance(),
    dataHash: sha256(...hashes),
    ...(images !== undefined && { images }),
  };
}

async function openBrought({ folder, split }: BroughtDataset): Promise<Omit<ShownDataset, 'style'>> {
  const root = resolve(projectRoot, folder);
  const list = 'test_targets_bop19.json';
  const targets = existsSync(join(root, list)) ? { targets: list } : {};
  const test = await readBopDataset(root, { split: 'test', splitFolder: split, ...targets });
  return { name: basename(root), splits: { test } };
}
