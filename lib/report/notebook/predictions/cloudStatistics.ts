import type { BootstrapOptions } from '../../../metrics/bootstrap';
import { mean } from '../../../metrics/statistics';
import type { VoteSpread } from '../../../metrics/voteSpread';
import type { Measured } from '../../tables/paperComparison';
import { seedInterval } from '../studies/seedStatistics';
import type { StudyRow } from '../studies/studyRows';

/** What the networks of a study voted for: by key, one list a seed, one entry an image. */
export type CloudsByKey = ReadonlyMap<string, readonly (readonly (VoteSpread | undefined)[])[]>;

/** A network's clouds over the images that every network voted in; % of the object's diameter as it is seen. */
export interface CloudRow {
  readonly row: StudyRow;
  readonly spread: Measured;
  readonly error: Measured;
  /** Less that of its control, paired by seed and image; null for networks that are held against none */
  readonly spreadChange: Measured | null;
}

/** @returns the images that all networks of all seeds voted in, at least two cells each */
export function commonImages(clouds: CloudsByKey): number[] {
  const lists = [...clouds.values()].flat();
  return lists[0].flatMap((_, image) => (lists.every((list) => list[image] !== undefined) ? [image] : []));
}

/** @returns a row of numbers for every network whose clouds were measured */
export function cloudStatistics(
  rows: readonly StudyRow[],
  clouds: CloudsByKey,
  options: BootstrapOptions,
): CloudRow[] {
  const images = commonImages(clouds);
  const values = (key: string, name: keyof VoteSpread) =>
    clouds.get(key)!.map((list) => images.map((image) => 100 * list[image]![name]));
  return rows.map((row) => {
    const spreads = values(row.key, 'spread');
    const control = row.controlKey === null ? null : values(row.controlKey, 'spread');
    const changes = control?.map((list, seed) => list.map((value, image) => spreads[seed][image] - value));
    return {
      row,
      spread: measuredMean(spreads, options),
      error: measuredMean(values(row.key, 'error'), options),
      spreadChange: changes === undefined ? null : measuredMean(changes, options),
    };
  });
}

/** @param values - [seeds][images] */
function measuredMean(values: readonly (readonly number[])[], options: BootstrapOptions): Measured {
  return { value: mean(values.map((list) => mean(list))), ...seedInterval(values, options) };
}
