import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { sha256 } from '../../../common/canonicalJson';
import { projectRoot } from '../../../common/projectRoot';
import { readBopDataset } from '../../../datasets/bop/bopDataset';
import { bopTargets } from '../../../datasets/bop/bopLayout';
import { ensureLinemodMini, ensureOccludedLinemodMini } from '../../../datasets/linemodMini/linemodMini';
import type { PoseDataset } from '../../../datasets/poseDataset';
import { dataFolder } from '../../../experiments/run/experimentData';
import { datasetSourcesOf, type LinemodRendering } from '../../../experiments/configuration/profiles';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import { datasetStyles, type SeriesStyle, type SplitName } from '../../figures/palette';
import type { Provenance } from '../../provenance';
import type { NotebookSession } from '../session';

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

/**
 * Opens the session's data set, LINEMOD-mini and O-LINEMOD-mini, rendering what is missing, and the set that was brought.
 * @throws DatasetError when a set is damaged, or the brought one is not there
 */
export async function openDatasetCollection(
  { profile, data, reporter }: NotebookSession,
  brought: BroughtDataset,
): Promise<ShownDataset[]> {
  const { alone, occluded: together } = linemodMiniOf(profile);
  const linemod = await ensureLinemodMini(dataFolder, alone, reporter);
  const occluded = await ensureOccludedLinemodMini(dataFolder, together, reporter);
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

/** LINEMOD-mini is shown at the paper's scale too, where LINEMOD itself has to be brought. */
function linemodMiniOf(profile: ProfileName): LinemodRendering {
  return datasetSourcesOf(profile).linemod.rendering ?? linemodMiniOf('mini');
}

async function openBrought({ folder, split }: BroughtDataset): Promise<Omit<ShownDataset, 'style'>> {
  const root = resolve(projectRoot, folder);
  const targets = existsSync(join(root, bopTargets)) ? { targets: bopTargets } : {};
  const test = await readBopDataset(root, { split: 'test', splitFolder: split, ...targets });
  return { name: basename(root), splits: { test } };
}
