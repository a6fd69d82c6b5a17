import { ConfigurationError } from '../common/errors';
import type { ProfileName } from '../experiments/configuration/runConfiguration';
import { formatCount, formatDuration } from './numberFormat';

/** Every scale, once: the compiler refuses a list that lacks one. */
const profiles: Readonly<Record<ProfileName, true>> = { smoke: true, mini: true, paper: true };

/** Where a figure or table comes from. */
export interface Provenance {
  readonly profile: ProfileName;
  /** Empty where nothing was drawn at random */
  readonly seeds: readonly number[];
  readonly codeVersion: string;
  /** Hash of the data read; null where none was */
  readonly dataHash: string | null;
  /** Wall time of the computation behind it, s */
  readonly wallSeconds: number;
  /** Images it was computed on */
  readonly images?: number;
  /** The command that makes it again */
  readonly command?: string;
}

/** Stands across everything that comes from the smoke profile. */
export const smokeWatermark = 'smoke: not a result';

/** @returns the watermark that belongs on what has this provenance, or null */
export function watermarkOf(provenance: Provenance): string | null {
  return provenance.profile === 'smoke' ? smokeWatermark : null;
}

/**
 * @returns what was run, in one line: profile, seeds, images, code, data, wall time
 * @throws ConfigurationError when the provenance is incomplete
 */
export function describeProvenance(provenance: Provenance): string {
  check(provenance);
  const { profile, seeds, images, codeVersion, dataHash, wallSeconds, command } = provenance;
  return [
    `profile ${profile}`,
    seeds.length === 0 ? 'no random draw' : `${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`,
    ...(images === undefined ? [] : [`${formatCount(images)} images`]),
    `code ${codeVersion}`,
    dataHash === null ? 'no data' : `data ${dataHash.slice(0, 12)}`,
    `wall time ${formatDuration(wallSeconds)}`,
    ...(command === undefined ? [] : [command]),
  ].join(' · ');
}

function check({ profile, seeds, codeVersion, dataHash, wallSeconds, images }: Provenance): void {
  demand(Object.hasOwn(profiles, profile), 'profile', profile, Object.keys(profiles).join(', '));
  demand(seeds.every(Number.isInteger), 'seeds', seeds.join(', '), 'whole numbers');
  demand(codeVersion !== '', 'codeVersion', 'nothing', 'the version of the code');
  demand(dataHash !== '', 'dataHash', 'nothing', 'a hash, or null where no data was read');
  demand(
    wallSeconds >= 0 && Number.isFinite(wallSeconds),
    'wallSeconds',
    String(wallSeconds),
    'seconds, 0 or more',
  );
  demand(
    images === undefined || (Number.isInteger(images) && images >= 0),
    'images',
    String(images),
    'a count',
  );
}

function demand(holds: boolean, field: string, found: string, expected: string): void {
  if (holds) return;
  throw new ConfigurationError({
    field: `provenance.${field}`,
    found,
    expected,
    remedy: 'Every figure and table says where it comes from: complete its provenance.',
  });
}
