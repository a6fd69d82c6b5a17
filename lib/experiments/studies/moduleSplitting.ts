/*
 * Is the paper's order the best where there are more modules? WDR with its modules split into 4, 5 and 6: parts of the pyramid
 * at 2 bits, of the others at 8, by LSQ. Of 4 modules every order; of 5 and 6 every set of modules at 2 bits, and 12 orders: the
 * paper's (that of Algorithm 1 where the pyramid's probe wins), its reverse and ten random ones. What only compares with itself can be short: a stage has a quarter of the usual steps.
 * All start from the unsplit network of table 1, whose weights are the same, and share one control, which knows no modules.
 */
import { sortedBySize } from '../../mqat/moduleQuantizationBench';
import { moduleCombinations, moduleOrders, type QuantizationOrder } from '../../mqat/quantizationOrders';
import type { ModuleBits } from '../../quantizers/moduleBits';
import { probeBits } from '../../mqat/algorithm1';
import { fullPrecisionKey, type ExperimentRun } from '../configuration/experiment';
import { modulesOf, type ExperimentScope } from '../configuration/experimentScope';
import { modulePartsOf, splitCounts, type SplitCount } from '../configuration/moduleSplits';
import type { ProfileName } from '../configuration/runConfiguration';
import { flowControlRuns, flowRuns } from '../flow/sequentialRuns';
import { distinctRuns, renamedRuns, sizedModules } from './flowStudy';
import { headlineSteps } from './headline';

/** Steps of a stage, as a share of those of the profile's retraining. */
const stageShare = 1 / 4;

/** @returns the key that a run of a split has, such as `4-modules-fpn2-lsq`; full precision is that of the unsplit network */
export function splitKey(count: SplitCount, key: string): string {
  return key === fullPrecisionKey ? key : `${count}-modules-${key}`;
}

/** @returns a scope whose network has its modules split */
export function splitScope(scope: ExperimentScope, modules: SplitCount): ExperimentScope {
  return { ...scope, model: { ...scope.model, modules } };
}

/** @returns the splits whose orders are compared */
export function orderedSplits(profile: ProfileName): readonly SplitCount[] {
  return profile === 'smoke' ? [4] : splitCounts;
}

/** @returns the splits of which every set of modules is quantized to 2 bits */
export function combinedSplits(profile: ProfileName): readonly SplitCount[] {
  return profile === 'smoke' ? [5] : [5, 6];
}

/**
 * @param scope - of a split network
 * @returns the orders of the parts at 8-2-8, the paper's first; at smoke scale it, and with its last two exchanged
 */
export function splitOrders(scope: ExperimentScope): QuantizationOrder[] {
  const orders = moduleOrders(rankedModules(scope), splitWidths(scope), { seed: 0, count: 10 });
  if (scope.profile !== 'smoke') return orders;
  const [paper] = orders;
  return [paper, [...paper.slice(0, -2), ...paper.slice(-2).reverse()]];
}

/**
 * @param scope - of a split network
 * @returns the sets of parts at 2 bits, small ones first; at smoke scale the pyramid alone and the smallest part
 */
export function splitSets(scope: ExperimentScope): QuantizationOrder[] {
  const sets = moduleCombinations(sizedModules(scope), probeBits).filter(({ length }) => length > 0);
  if (scope.profile !== 'smoke') return sets;
  return sets.filter(
    ([{ module }, ...others], place) => others.length === 0 && (place === 0 || module === 'fpn'),
  );
}

/** @returns the runs of one seed, parents before those that start from them */
export function moduleSplittingRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  const { profile } = scope;
  const [ordered, combined] = [orderedSplits(profile), combinedSplits(profile)];
  const stages = Math.max(...ordered);
  const flows = splitCounts.flatMap((count) => {
    const own = splitScope(scope, count);
    const orders = ordered.includes(count) ? splitOrders(own) : [];
    const sets = combined.includes(count) ? splitSets(own) : [];
    const [, ...runs] = distinctRuns(
      [...orders, ...sets].flatMap((steps) => flowRuns(own, seed, 'lsq', steps)),
    );
    return renamedRuns(runs, (key) => splitKey(count, key), `${count} modules`);
  });
  const [fullPrecision, ...controls] = flowControlRuns(scope, seed, 'lsq', stages);
  return [fullPrecision, ...[...controls, ...flows].map(shortened)];
}

function shortened(run: ExperimentRun): ExperimentRun {
  const { training } = run.configuration;
  const { plan, firstBatch = 0 } = training;
  const steps = Math.round(stageShare * plan.steps);
  const first = (firstBatch / plan.steps) * steps;
  const own = { ...training, plan: { ...plan, steps }, ...(first > 0 && { firstBatch: first }) };
  return { ...run, configuration: { ...run.configuration, training: own } };
}

/** The parts of the pyramid come first, as in the main result, then the others; both by size. Ranks stand for sizes. */
function rankedModules(scope: ExperimentScope): ReturnType<typeof sizedModules> {
  const first = new Set(modulePartsOf(scope.model)!.flatMap(({ name, of }) => (of === 'fpn' ? [name] : [])));
  const bySize = sortedBySize(sizedModules(scope));
  const ranked = [true, false].flatMap((isFirst) => bySize.filter((module) => first.has(module) === isFirst));
  return {
    modules: modulesOf(scope),
    sizes: Object.fromEntries(ranked.map((module, rank) => [module, rank])),
  };
}

/** The width of the main result's module, for each of its parts. */
function splitWidths({ model }: ExperimentScope): ModuleBits {
  const bits = new Map(headlineSteps.map((step) => [step.module, step.bits]));
  return Object.fromEntries(modulePartsOf(model)!.map(({ name, of }) => [name, bits.get(of)!]));
}
