import { moduleNames } from './moduleSplits';
import type { NetworkName } from './networkModules';
import type { DatasetConfiguration, ModelConfiguration, ProfileName } from './runConfiguration';
import { profileNamed } from './profiles';
import { datasetName, type DatasetKind } from './datasetKinds';

/** What an experiment is about, whatever its scale: which network, on which images. */
export interface ExperimentSubject {
  readonly network: NetworkName;
  readonly dataset: DatasetKind;
  /** BOP ids of the objects that count; all of the set where it is not given */
  readonly objects?: readonly number[];
}

/** A subject at a scale: what all runs of an experiment have in common. */
export interface ExperimentScope {
  readonly profile: ProfileName;
  readonly model: ModelConfiguration;
  readonly dataset: DatasetConfiguration;
}

/** The paper's main subject. */
export const wdrOnSwissCube: ExperimentSubject = { network: 'wdr', dataset: 'swisscube' };

/** What is known of a data set once it was opened. */
export interface DatasetContents {
  readonly images: DatasetConfiguration['images'];
  /** How many objects are to be found in it */
  readonly objectCount: number;
}

/** @returns a subject at a scale */
export function experimentScope(
  profile: ProfileName,
  { network, dataset, objects }: ExperimentSubject,
  { images, objectCount }: DatasetContents,
): ExperimentScope {
  const { scale } = profileNamed(profile, images.train).datasets[dataset];
  return {
    profile,
    model: { network, scale, ...(objectCount > 1 && { classes: objectCount }) },
    dataset: { name: datasetName(profile, dataset), ...(objects && { objects }), images },
  };
}

/** @returns the modules of a scope's network in the order of the data flow */
export function modulesOf({ model }: ExperimentScope): readonly string[] {
  return moduleNames(model);
}
