import type { DataFrame } from 'danfojs-node';
import type { Assignment } from '../../../allocation/allocationProblem';
import { budgetProblem } from '../../../allocation/bitAllocation';
import { importanceRanges } from '../../../allocation/importanceRanges';
import { dataFrame, type Cell } from '../../tables/dataFrame';
import { meanBitsByModule } from './allocationFigure';
import type { AllocatedParts, SweptAllocation } from './allocationSweep';

/** Widths that differ are spelled out up to so many, else counted: names of layers are long. */
const spelledOut = { module: 2, layer: 1 } as const;

/**
 * A row a compression factor: the widths chosen, the proof that no choice has a smaller sum of importances, and the best
 * other choice. Of layers the mean width of each module is given.
 */
export function allocationTable(
  parts: AllocatedParts,
  swept: readonly SweptAllocation[],
): Promise<DataFrame> {
  const modules = [...new Set(parts.parts.map(({ module }) => module))];
  return dataFrame(
    [
      ...['factor asked', 'reached', ...modules, 'sum of importances', 'certificate'],
      ...['runner-up differs in', 'and loses more by (%)'],
    ],
    swept.map((one): Cell[] => {
      const { best, runnerUp, certificate } = one.allocation;
      const bits = meanBitsByModule(parts, best.bits);
      return [
        ...[one.factor, one.reached],
        ...modules.map((module) => bits[module]),
        best.importance,
        certificate.optimal ? `optimal, gap ${certificate.gap}` : null,
        runnerUp === undefined ? 'nothing: there is no other' : differenceOf(parts, best, runnerUp),
        runnerUp === undefined
          ? null
          : (100 * (runnerUp.importance - best.importance)) / Math.abs(best.importance),
      ];
    }),
  );
}

function differenceOf({ parts, kind }: AllocatedParts, best: Assignment, other: Assignment): string {
  const changed = parts.flatMap(({ name }, index) =>
    best.bits[index] === other.bits[index] ? [] : [`${name} ${best.bits[index]} → ${other.bits[index]}`],
  );
  return changed.length > spelledOut[kind] ? `${changed.length} widths` : changed.join(', ');
}

/**
 * How far importances can move, one at a time, before other widths are chosen: for each part the width that it has, and the
 * other width that is nearest to being chosen.
 */
export async function importanceRangeTable(swept: SweptAllocation): Promise<DataFrame> {
  const problem = budgetProblem(swept.problem);
  const ranges = await importanceRanges(problem, swept.allocation);
  return dataFrame(
    ['module', 'width', 'importance', 'may grow to', 'nearest other width', 'its importance', 'may fall to'],
    problem.modules.map(({ name, options }): Cell[] => {
      const own = ranges.filter(({ module }) => module === name);
      const valueAt = (bits: number) => options.find((option) => option.bits === bits)!.importance;
      const chosen = own.find((range) => range.chosen)!;
      const others = own.filter((range) => !range.chosen);
      const nearest = others.reduce((least, range) =>
        range.margin / Math.abs(valueAt(range.bits)) < least.margin / Math.abs(valueAt(least.bits))
          ? range
          : least,
      );
      const value = valueAt(chosen.bits);
      const otherValue = valueAt(nearest.bits);
      return [
        ...[name, chosen.bits, value],
        Number.isFinite(chosen.margin) ? value + chosen.margin : 'without limit',
        ...[nearest.bits, otherValue],
        Number.isFinite(nearest.margin) ? otherValue - nearest.margin : 'never chosen',
      ];
    }),
  );
}
