import { dataFrame } from '../tables/dataFrame';
import type { LatencyResult } from './latencyResult';
import { speedSentence } from './latencyText';
import type { NetworkSizes } from './networkSizes';

/** Share by which a packed file may be larger than theory. */
const sizeTolerance = 0.02;

/** What a lower width brings: on disk, and in time. */
export function footprintVerdict(sizes: readonly NetworkSizes[], latencies: readonly LatencyResult[]) {
  const excess = sizes.map(({ packed, theory }) => packed / theory - 1);
  const worst = sizes[excess.indexOf(Math.max(...excess))];
  const percent = (100 * Math.max(...excess)).toFixed(2);
  const within = Math.max(...excess) <= sizeTolerance ? 'yes' : 'no';
  return dataFrame(
    ['question', 'answer'],
    [
      [
        'Do files shrink to within 2 % of theory, at this scale?',
        `${within}: the largest excess of a packed file is ${percent} % (${worst.network}, ${worst.moduleBits})`,
      ],
      ...latencies.map(({ provider, rows }) => [
        `Is a lower width faster: ${rows[0].network}, ${rows[0].scale}, ${provider}?`,
        speedSentence(rows),
      ]),
    ],
  );
}
