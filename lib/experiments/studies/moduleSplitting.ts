/*
 * Is the paper's order the best where there are more modules? WDR with its modules split into 4, 5 and 6: parts of the pyramid
 * at 2 bits, of the others at 8, by LSQ. Of 4 modules every order, of more every subset at 2 bits and 12 orders: the paper's, its
 * reverse and ten random ones.
 */
import { moduleCombinations, moduleOrders, type QuantizationOrder } from '../../mqat/quantizationOrders';
import type { ModuleBits } from '../../quantizers/moduleBits';
import { probeBits } from '../../mqat/algorithm1';
import type { ExperimentRun } from '../experiment';
import type { ExperimentScope } from '../experimentScope';
import { modulePartsOf, splitCounts, type SplitCount } from '../moduleSplits';
import { flowControlRuns, flowRuns } from '../sequentialRuns';
import { distinctRuns, renamedRuns, sizedModules } from './flowStudy';
import { headlineSteps } from './headline';

/** @returns the key that a run of a split has, such as `4-modules-fpn2-lsq` */
export function splitKey(count: SplitCount, key: string): string {
  return `${count}-modules-${key}`;
}

/** @returns a scope whose network has its modules split */
export function splitScope(scope: ExperimentScope, modules: SplitCount): ExperimentScope {
  return { ...scope, model: { ...scope.model, modules } };
}

/** @returns the orders of the parts at 8-2-8, the paper's first; all of them where there are few, at smoke scale it and its reverse */
export function splitOrders(scope: ExperimentScope): QuantizationOrder[] {
  const orders = moduleOrders(sizedModules(scope), splitWidths(scope), { seed: 0, count: 10 });
  return scope.profile === 'smoke' ? [orders[0], [...orders[0]].reverse()] : orders;
}

/** @returns the runs of one seed, parents before those that start from them; at smoke scale two orders of 4 modules */
export function moduleSplittingRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  const counts = scope.profile === 'smoke' ? [splitCounts[0]] : splitCounts;
  return counts.flatMap((count) => runsOfSplit(splitScope(scope, count), count, seed));
}

function runsOfSplit(scope: ExperimentScope, count: SplitCount, seed: number): ExperimentRun[] {
  const subsets = count === 4 ? [] : moduleCombinations(sizedModules(scope), probeBits);
  const flows = [...splitOrders(scope), ...subsets];
  const runs = distinctRuns([
    ...flowControlRuns(scope, seed, 'lsq', count),
    ...flows.flatMap((steps) => flowRuns(scope, seed, 'lsq', steps)),
  ]);
  return renamedRuns(runs, (key) => splitKey(count, key), `${count} modules`);
}

/** The width of the main result's module, for each of its parts. */
function splitWidths({ model }: ExperimentScope): ModuleBits {
  const bits = new Map(headlineSteps.map((step) => [step.module, step.bits]));
  return Object.fromEntries(modulePartsOf(model)!.map(({ name, of }) => [name, bits.get(of)!]));
}
