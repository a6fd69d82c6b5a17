import { sha256 } from '../../common/canonicalJson';
import { NumericalError } from '../../common/errors';
import type { StoredRun } from '../../experiments/store/storedRun';
import type { Provenance } from '../provenance';

/**
 * Provenance of what is drawn from finished runs: the code that did them, the images they were scored on, and the time
 * they took together, whether they were done now or earlier.
 * @param command - the command that does them again
 * @throws NumericalError when there is no run, or the runs do not share profile, data and number of images
 */
export function runsProvenance(runs: readonly StoredRun[], command?: string): Provenance {
  return {
    profile: only(
      'profile',
      runs.map(({ ingredients }) => ingredients.configuration.profile),
    ),
    seeds: sortedSet(runs.map(({ ingredients }) => ingredients.configuration.seed)),
    codeVersion: [...new Set(runs.map(({ environment }) => environment.codeVersion))].sort().join(', '),
    dataHash: only(
      'data',
      runs.map(({ ingredients }) => ingredients.dataHash),
    ),
    wallSeconds: runs.reduce((sum, { environment }) => sum + environment.wallSeconds, 0),
    images: only(
      'images',
      runs.map(({ images }) => images.rows.length),
    ),
    ...(command !== undefined && { command }),
  };
}

/**
 * Provenance of what is drawn from runs on several data sets.
 * @param parts - of one data set each
 * @throws NumericalError when they do not share a profile
 */
export function joinedProvenance(parts: readonly Provenance[]): Provenance {
  const commands = parts.flatMap(({ command }) => command ?? []);
  return {
    profile: only(
      'profile',
      parts.map(({ profile }) => profile),
    ),
    seeds: sortedSet(parts.flatMap(({ seeds }) => seeds)),
    codeVersion: [...new Set(parts.flatMap(({ codeVersion }) => codeVersion.split(', ')))].sort().join(', '),
    dataHash: sha256(...parts.flatMap(({ dataHash }) => dataHash ?? [])),
    wallSeconds: parts.reduce((sum, { wallSeconds }) => sum + wallSeconds, 0),
    images: parts.reduce((sum, { images = 0 }) => sum + images, 0),
    ...(commands.length > 0 && { command: commands.join(' && ') }),
  };
}

function only<T>(field: string, values: readonly T[]): T {
  const distinct = [...new Set(values)];
  if (distinct.length === 1) return distinct[0];
  throw new NumericalError({
    field,
    found: distinct.length === 0 ? 'no run' : distinct.join(', '),
    expected: 'one value, the same for every run of a figure',
    remedy: 'Draw runs of different profiles or data in figures of their own.',
  });
}

function sortedSet(values: readonly number[]): number[] {
  return [...new Set(values)].sort((first, second) => first - second);
}
