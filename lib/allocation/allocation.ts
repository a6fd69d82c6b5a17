import { checkAllocationProblem, type AllocationProblem, type Assignment } from './allocationProblem';
import { InfeasibleAllocationError } from './infeasibleAllocation';
import { loadChoiceSolver } from './integerProgram';
import { firstAmongTies, isTie, leastImportance } from './leastImportance';

/** The best widths, with the proof that they are. */
export interface Allocation {
  readonly best: Assignment;
  /**
   * GLPK searched the whole tree: no choice within the budgets loses less, to one part in 10^7 of what this one loses
   * against the best width of each module
   */
  readonly certificate: { readonly optimal: true; readonly gap: 0 };
  /** The best other choice, if there is one within the budgets */
  readonly runnerUp: Assignment | undefined;
}

/**
 * Chooses a width for each module so that the sum of importances is least within the budgets (arXiv 2011.10680,
 * equation 4; the integer program of MQAT). Of choices that tie, the one that uses least of the budgets, the first
 * budget first, and then the one with fewer bits in the first module that differs.
 * @throws InfeasibleAllocationError when no choice keeps the budgets; it says the least that can be reached
 * @throws ConfigurationError or NumericalError when the problem is none, see `checkAllocationProblem`
 */
export async function allocate(problem: AllocationProblem): Promise<Allocation> {
  checkAllocationProblem(problem);
  const solve = await loadChoiceSolver();
  const certificate = { optimal: true, gap: 0 } as const;
  const found = leastImportance(solve, problem);
  if (found === undefined) throw new InfeasibleAllocationError(problem);
  const other = leastImportance(solve, problem, [found.choices]);
  if (other === undefined || !isTie(problem, found, other))
    return { best: found, certificate, runnerUp: other };
  const best = firstAmongTies(solve, problem, found);
  return { best, certificate, runnerUp: leastImportance(solve, problem, [best.choices]) };
}
