import type { Assignment } from '../../allocation/allocationProblem';
import { allocateBits, budgetProblem, type BitAllocationProblem } from '../../allocation/bitAllocation';
import { importanceRanges } from '../../allocation/importanceRanges';
import type { Algorithm1Result } from '../../mqat/algorithm1';
import { moduleImportance, type SensitivityMeasure } from '../../sensitivity/importance';
import type { Algorithm1Record, RecordedAllocation } from './algorithm1Record';
import type { RunSensitivity } from '../sensitivity/runSensitivity';

/**
 * @param measure - what the importance was made with
 * @param sensitivity - undefined where no width was chosen
 * @returns the answer of the integer program with its certificate, the runner-up, how firm it is, and what the other measure
 * would have given
 */
export async function recordAllocation(
  { problem, allocation, rho }: Algorithm1Result<unknown>,
  measure: SensitivityMeasure,
  sensitivity: RunSensitivity | undefined,
): Promise<Algorithm1Record['allocation']> {
  const { best, certificate, runnerUp } = allocation;
  const names = Object.keys(rho);
  const asRecorded = ({ bits, importance, costs }: Assignment): RecordedAllocation => ({
    rho: Object.fromEntries(names.map((name, index) => [name, bits[index]])),
    importance,
    size: costs[0],
  });
  const budgets = budgetProblem(problem);
  const ranges = await importanceRanges(budgets, allocation);
  const other = measure === 'trace' ? 'mean trace' : 'trace';
  return {
    ...asRecorded(best),
    limit: budgets.budgets[0].limit,
    certificate,
    runnerUp: runnerUp === undefined ? null : asRecorded(runnerUp),
    ranges: ranges.map((range) => ({
      ...range,
      margin: Number.isFinite(range.margin) ? range.margin : null,
    })),
    otherMeasure:
      sensitivity === undefined
        ? null
        : { measure: other, rho: asRecorded(await withMeasure(problem, sensitivity, other)).rho },
  };
}

async function withMeasure(
  problem: BitAllocationProblem,
  { layers }: RunSensitivity,
  measure: SensitivityMeasure,
): Promise<Assignment> {
  const free = problem.modules.filter(({ pinnedBits }) => pinnedBits === undefined).map(({ name }) => name);
  const importance = moduleImportance(layers, free, measure);
  const modules = problem.modules.map((module) => ({
    ...module,
    importance: importance[module.name] ?? module.importance,
  }));
  return (await allocateBits({ ...problem, modules })).best;
}
