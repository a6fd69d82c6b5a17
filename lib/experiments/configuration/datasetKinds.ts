import { ConfigurationError } from '../../common/errors';
import type { ProfileName } from './runConfiguration';

/** Data sets of the paper; below its scale there are small ones in their manner. */
export const datasetKinds = ['swisscube', 'linemod'] as const;
export type DatasetKind = (typeof datasetKinds)[number];

/** @returns how runs of a profile name a data set, such as `linemod-mini` */
export function datasetName(profile: ProfileName, kind: DatasetKind): string {
  return profile === 'paper' ? kind : `${kind}-mini`;
}

/**
 * @param name - as runs name it
 * @throws ConfigurationError listing the names when it is none of them
 */
export function datasetKindOf(profile: ProfileName, name: string): DatasetKind {
  const kind = datasetKinds.find((candidate) => datasetName(profile, candidate) === name);
  if (kind !== undefined) return kind;
  throw new ConfigurationError({
    file: 'run configuration',
    field: 'dataset.name',
    found: JSON.stringify(name),
    expected: `one of ${datasetKinds.map((candidate) => datasetName(profile, candidate)).join(', ')}, as the profile is ${profile}`,
    remedy: 'Name a data set that the profile has.',
  });
}
