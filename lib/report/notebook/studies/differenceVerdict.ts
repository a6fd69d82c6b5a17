import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import type { Measured } from '../../tables/paperComparison';

/** What may be said of a difference. The reasons for saying nothing come first. */
export type DifferenceVerdict = 'smoke: no verdict' | 'one seed: no verdict' | 'gain' | 'loss' | 'undecided';

/**
 * The first rule that applies: the smoke profile allows no verdict; one seed allows none; else whether the whole interval
 * lies above or below zero.
 */
export function differenceVerdict(
  { low, high }: Measured,
  seeds: number,
  profile: ProfileName,
): DifferenceVerdict {
  if (profile === 'smoke') return 'smoke: no verdict';
  if (seeds <= 1) return 'one seed: no verdict';
  if (low > 0) return 'gain';
  return high < 0 ? 'loss' : 'undecided';
}
