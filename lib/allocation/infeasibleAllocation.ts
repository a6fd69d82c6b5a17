import { ConfigurationError } from '../common/errors';
import type { AllocationProblem, Budget } from './allocationProblem';

/** A budget and the least that any choice of widths uses of it. */
export interface SmallestCost extends Budget {
  readonly smallest: number;
}

/** No choice of widths keeps the budgets. */
export class InfeasibleAllocationError extends ConfigurationError {
  /** For each budget the least that can be reached, whatever becomes of the others */
  readonly smallest: readonly SmallestCost[];

  constructor({ modules, budgets }: AllocationProblem) {
    const smallest = budgets.map((budget, index) => ({
      ...budget,
      smallest: modules.reduce(
        (sum, { options }) => sum + Math.min(...options.map(({ costs }) => costs[index])),
        0,
      ),
    }));
    super({
      field: budgets.map(({ name }) => name).join(', '),
      found: budgets.map(({ name, limit, unit }) => `a ${name} of at most ${limit} ${unit}`).join(' and '),
      expected: smallest
        .map(
          ({ name, smallest: least, unit }) =>
            `at least ${least} ${unit}, the smallest ${name} that can be reached`,
        )
        .join(' and '),
      remedy: 'Allow more, or narrower widths.',
    });
    this.smallest = smallest;
  }
}
