import { NumericalError } from '../../lib/common/errors';
import type { Contestant } from '../benchmark';
import type { Readiness } from '../workload';

/** How far losses and outputs may differ: relative, the first strictly, those after updates by rounding that grows. */
const tolerances: readonly number[] = [1e-4, 1e-3, 1e-2];

/**
 * Checks that contestants with the same workload compute the same: as many trained numbers, and the same figures on the
 * same weights and inputs.
 * @throws NumericalError naming the contestants and the figure that differs
 */
export function checkAgreement(contestants: readonly Contestant[], ready: readonly Readiness[]): void {
  const [ours] = contestants;
  for (const [index, peer] of contestants.entries()) {
    if (ours.kind === 'goal' || peer.kind === 'goal' || ours.workload.kind !== peer.workload.kind) continue;
    const demand = (holds: boolean, field: string, found: number, expected: number) => {
      if (holds) return;
      throw new NumericalError({
        field: `${field} of ${peer.label}`,
        found: String(found),
        expected: `${expected}, as ${ours.label} has`,
        remedy: 'Make both sides the same network before comparing their speed.',
      });
    };
    const [a, b] = [ready[0], ready[index]];
    demand(a.parameters === b.parameters, 'trained numbers', b.parameters, a.parameters);
    a.figures.forEach((expected, position) => {
      const found = b.figures[position];
      const tolerance = tolerances[Math.min(position, tolerances.length - 1)];
      const holds = Math.abs(found - expected) <= tolerance * Math.abs(expected);
      demand(holds, `figure ${position + 1}`, found, expected);
    });
  }
}
