import type { Allocation } from './allocation';
import type { AllocationProblem } from './allocationProblem';
import { loadChoiceSolver } from './integerProgram';
import { leastImportance } from './leastImportance';

/** How far the importance of one option can move, all others held, before the answer changes. */
export interface ImportanceRange {
  readonly module: string;
  readonly bits: number;
  readonly chosen: boolean;
  /** By how much a chosen option can rise, or one that is not chosen can fall; Infinity where no move matters */
  readonly margin: number;
}

/**
 * @param problem - the problem that was solved
 * @param allocation - its answer
 * @returns one range an option, module by module
 */
export async function importanceRanges(
  problem: AllocationProblem,
  { best }: Allocation,
): Promise<ImportanceRange[]> {
  const solve = await loadChoiceSolver();
  return problem.modules.flatMap((module, index) =>
    module.options.map((option, rank) => {
      const chosen = best.choices[index] === rank;
      const options = module.options.filter((other) => (other === option) !== chosen);
      const modules = problem.modules.with(index, { ...module, options });
      const changed = options.length === 0 ? undefined : leastImportance(solve, { ...problem, modules });
      const margin = changed === undefined ? Infinity : Math.max(changed.importance - best.importance, 0);
      return { module: module.name, bits: option.bits, chosen, margin };
    }),
  );
}
