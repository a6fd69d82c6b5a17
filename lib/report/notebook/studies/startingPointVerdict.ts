import type { StoredRun } from '../../../experiments/store/storedRun';
import type { HitRule } from '../imageErrorColumns';
import { measuredText } from '../../tables/measuredText';
import { measuredRecall } from './seedStatistics';

/** Recall at which a network leaves room for gains and for losses, %. */
const room = { low: 60, high: 90 } as const;
const rule: HitRule = { metric: 'ADD', threshold: 0.1 };

/** Says in Markdown whether a full-precision network is one to start from: neither always right nor always wrong. */
export function startingPointVerdict(run: StoredRun): string {
  const recall = measuredRecall([run], rule);
  const { profile } = run.ingredients.configuration;
  const place =
    recall.low >= room.low && recall.high <= room.high
      ? 'the whole interval lies in that range.'
      : recall.high < room.low || recall.low > room.high
        ? `the whole interval lies ${recall.high < room.low ? 'below' : 'above'} that range.`
        : 'the interval crosses a border of that range: undecided.';
  return (
    `**Verdict.** ADD-0.1d on the test set: ${measuredText(recall)} %. ` +
    (profile === 'smoke' ? 'Smoke: no verdict.' : `For this network ${place}`)
  );
}
