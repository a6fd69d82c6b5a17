import type { AllocationProblem, Assignment } from './allocationProblem';
import type { ChoiceSolver, OptionLimit } from './integerProgram';

/** GLPK's tolerance: choices whose losses differ by a smaller share are ties. */
const tieTolerance = 1e-7;

/** What each option loses against the best one of its module. [modules][options] */
type Losses = readonly (readonly number[])[];

/**
 * The choice of least importance within the budgets. An option that loses more than a whole choice known cannot be in a
 * better one; so the program is solved again on the scale of what the choice loses, until it stays, and importances of
 * very different size do not hide each other behind GLPK's tolerance.
 * @param excluded - choices that are not to be found
 * @returns undefined where nothing else is within the budgets
 */
export function leastImportance(
  solve: ChoiceSolver,
  problem: AllocationProblem,
  excluded: readonly (readonly number[])[] = [],
): Assignment | undefined {
  const losses = lossesOf(problem);
  let scale = losses.flat().reduce((largest, loss) => Math.max(largest, loss), 0);
  let best: Assignment | undefined;
  for (;;) {
    const found = solve(problem, { objective: onScale(losses, scale), excluded });
    const lost = found && lossOf(losses, found);
    if (found === undefined || lost === undefined || (best !== undefined && lost >= scale)) return best;
    best = found;
    if (lost === 0) return best;
    scale = lost;
  }
}

/** @returns whether the second choice loses as much as the first, to GLPK's tolerance */
export function isTie(problem: AllocationProblem, first: Assignment, second: Assignment): boolean {
  const losses = lossesOf(problem);
  return lossOf(losses, second) <= lossOf(losses, first) * (1 + tieTolerance);
}

/**
 * Of all choices that tie with one, that which uses least of the budgets, the first budget first, and then has fewer
 * bits in the first module that differs.
 */
export function firstAmongTies(
  solve: ChoiceSolver,
  problem: AllocationProblem,
  tied: Assignment,
): Assignment {
  const losses = lossesOf(problem);
  const lost = lossOf(losses, tied);
  const limits: OptionLimit[] = [
    { coefficients: onScale(losses, lost), limit: lost === 0 ? 0 : 1 + tieTolerance },
  ];
  const goals = [
    ...problem.budgets.map((_, budget) =>
      problem.modules.map(({ options }) => options.map(({ costs }) => costs[budget])),
    ),
    ...problem.modules.map((module) =>
      problem.modules.map(({ options }) => options.map((_, rank) => (options === module.options ? rank : 0))),
    ),
  ];
  return goals.reduce((chosen, coefficients) => {
    const scale = coefficients.flat().reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
    const objective = coefficients.map((row) => row.map((value) => value / scale));
    const better = solve(problem, { objective, limits }) ?? chosen;
    const reached = better.choices.reduce((sum, option, module) => sum + coefficients[module][option], 0);
    limits.push({ coefficients, limit: reached });
    return better;
  }, tied);
}

function lossesOf({ modules }: AllocationProblem): Losses {
  return modules.map(({ options }) => {
    const least = Math.min(...options.map(({ importance }) => importance));
    return options.map(({ importance }) => importance - least);
  });
}

function lossOf(losses: Losses, { choices }: Assignment): number {
  return choices.reduce((sum, option, module) => sum + losses[module][option], 0);
}

/** Losses as shares of the scale, at most 2: twice what a whole choice loses is never worth it. */
function onScale(losses: Losses, scale: number): Losses {
  return losses.map((row) => row.map((loss) => (scale === 0 ? Math.sign(loss) : Math.min(loss / scale, 2))));
}
