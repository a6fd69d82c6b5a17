import type { StoredLedger } from '../../ledger/storedLedger';
import type { Provenance } from '../../provenance';

/**
 * Provenance of what is drawn from all stored runs at once: their seeds, their data and the time they took.
 * @param own - of the notebook that draws it
 */
export function ledgerProvenance(
  { runs, dataHash }: Pick<StoredLedger, 'runs' | 'dataHash'>,
  own: Provenance,
): Provenance {
  return {
    ...own,
    seeds: [...new Set(runs.map(({ seed }) => seed))].sort((first, second) => first - second),
    dataHash,
    wallSeconds: runs.reduce((sum, { seconds }) => sum + seconds, 0),
    command: `npm run reproduce -- --profile ${own.profile}`,
  };
}
