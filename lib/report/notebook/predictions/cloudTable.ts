import type { DataFrame } from 'danfojs-node';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import { dataFrame } from '../../tables/dataFrame';
import type { CloudRow } from './cloudStatistics';
import { differenceVerdict } from '../studies/differenceVerdict';
import { differenceText, measuredText } from '../../tables/measuredText';

/** The clouds of votes in numbers, % of the object's diameter as it is seen; the verdict is on the spread against the control. */
export function cloudTable(
  rows: readonly CloudRow[],
  seeds: number,
  profile: ProfileName,
): Promise<DataFrame> {
  return dataFrame(
    ['network', 'spread', 'spread − control', 'distance from the truth', 'verdict'],
    rows.map(({ row, spread, error, spreadChange }) => [
      row.label,
      measuredText(spread),
      spreadChange && differenceText(spreadChange),
      measuredText(error),
      spreadChange && concentration(differenceVerdict(spreadChange, seeds, profile)),
    ]),
  );
}

/** A spread that grows is a loss of concentration. */
function concentration(verdict: ReturnType<typeof differenceVerdict>): string {
  if (verdict === 'gain') return 'less concentrated';
  return verdict === 'loss' ? 'more concentrated' : verdict;
}
