import type { FoldingCost } from '../../../experiments/sensitivity/foldingCost';
import { dataFrame } from '../../tables/dataFrame';
import type { HitRule } from '../imageErrorColumns';

/** A network whose batch normalizations were folded in. */
export interface FoldedNetwork {
  readonly label: string;
  readonly costs: readonly FoldingCost[];
}

/** Recall before and after batch normalizations are folded, with the interval of the change. */
export function foldingTable(networks: readonly FoldedNetwork[], { metric, threshold }: HitRule) {
  const percent = (share: number) => Math.round(1000 * share) / 10;
  return dataFrame(
    ['network', 'weights after folding', 'before', 'after', 'change', 'from', 'to'],
    networks.flatMap(({ label, costs }) =>
      costs.map(({ rule, recalls }) => {
        const recall = recalls.find((one) => one.metric === metric && one.threshold === threshold)!;
        const { before, after, change } = recall;
        return [label, rule, ...[before, after, change.value, change.low, change.high].map(percent)];
      }),
    ),
  );
}
