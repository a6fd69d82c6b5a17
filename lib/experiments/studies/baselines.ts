/*
 * Figures 1 and 6 of the paper: MQAT held against uniform and mixed precision, each with as many steps in all. In one
 * comparison all share a policy: weights alone are quantized, first and last layers too. In the other each has its own.
 */
import type { QuantizationStep } from '../../mqat/algorithm1';
import { uniformBits, type ExperimentRun } from '../configuration/experiment';
import type { ExperimentScope } from '../configuration/experimentScope';
import type { QuantizationPolicy } from '../configuration/quantizationConfiguration';
import { baselineBuilder, type Baseline, type BaselineComparison } from './baseline';
import { distinctRuns, flowMethods } from './flowStudy';
import { headlineSteps } from './headline';
import { layerAllocation, publishedPolicies } from './quantizationPolicies';

/** 4-2-4 in the order of 8-2-8: the paper's second mixture. */
export const smallerSteps: readonly QuantizationStep[] = headlineSteps.map(({ module, bits }) => ({
  ...{ module, bits: bits === 8 ? 4 : bits },
}));
const stages = headlineSteps.length;

/** How many rows of each kind there are; at smoke scale one of each shows that all of it works. */
interface BaselineRows {
  readonly mixtures: readonly (readonly QuantizationStep[])[];
  readonly uniform: readonly number[];
  /** Uniform widths that are also given to the backbone alone, and to all but the head, as in table 4 */
  readonly partial: readonly number[];
  readonly notRetrained: readonly number[];
}

const allRows: BaselineRows = {
  mixtures: [headlineSteps, smallerSteps],
  uniform: [8, 4, 3, 2],
  partial: [8, 3],
  notRetrained: [8, 4],
};
const fewestRows: BaselineRows = {
  mixtures: [headlineSteps],
  uniform: [4],
  partial: [],
  notRetrained: [8],
};

/** @returns the rows of a scope's network */
export function baselines(scope: ExperimentScope): Baseline[] {
  const { profile } = scope;
  const { mixtures, uniform, partial, notRetrained } = profile === 'smoke' ? fewestRows : allRows;
  const methods = flowMethods(profile);
  const { widthsOf, factorOf, firstModules, controls, flow, single } = baselineBuilder(scope, stages);
  const all = (bits: number) => uniformBits(scope, bits);
  const flows = (
    comparison: BaselineComparison,
    steps: readonly QuantizationStep[],
    policy?: QuantizationPolicy,
  ) => methods.map((method) => flow(comparison, steps, method, policy));
  const policies = publishedPolicies(scope);
  const allocated = (factor: number, widths: readonly number[]) => layerAllocation(profile, factor, widths);
  const factors = mixtures.map(factorOf);

  const shared = 'shared policy';
  const published = 'published policies';
  return [
    ...methods.flatMap(controls),
    ...mixtures.flatMap((steps) => flows(shared, steps)),
    ...methods.map((method) =>
      single(
        { comparison: shared, family: 'at once', label: `8-2-8 at once, ${method.toUpperCase()}` },
        method,
        widthsOf(headlineSteps),
      ),
    ),
    ...uniform.map((bits) =>
      single({ comparison: shared, family: 'uniform', label: `BFH at ${bits}, LSQ` }, 'lsq', all(bits)),
    ),
    ...partial.flatMap((bits) => [
      single(
        { comparison: shared, family: 'uniform', label: `B at ${bits}, LSQ` },
        'lsq',
        firstModules(1, bits),
      ),
      single(
        { comparison: shared, family: 'uniform', label: `BF at ${bits}, LSQ` },
        'lsq',
        firstModules(2, bits),
      ),
      single(
        { comparison: shared, family: 'uniform', label: `BFH at ${bits} but first and last, LSQ` },
        'lsq',
        all(bits),
        { firstAndLastLayers: 32 },
      ),
    ]),
    ...factors.map((factor) =>
      single(
        { comparison: shared, family: 'HAWQ-V3', label: `HAWQ-V3 at ${factor}x` },
        'hawqV3',
        all(8),
        allocated(factor, [2, 4, 8]),
      ),
    ),
    ...notRetrained.map((bits) =>
      single(
        { comparison: shared, family: 'post-training', label: `BFH at ${bits}, not retrained` },
        'postTrainingLeastSquares',
        all(bits),
      ),
    ),
    ...flows(published, headlineSteps, policies.mqat),
    ...uniform.map((bits) =>
      single(
        { comparison: published, family: 'uniform', label: `BFH at ${bits}, LSQ` },
        'lsq',
        all(bits),
        policies.lsq,
      ),
    ),
    ...[factors[0], ...(profile === 'smoke' ? [] : [6])].map((factor) =>
      single({ comparison: published, family: 'HAWQ-V3', label: `HAWQ-V3 at ${factor}x` }, 'hawqV3', all(8), {
        ...policies.hawqV3,
        ...allocated(factor, [4, 8]),
      }),
    ),
    single(
      { comparison: published, family: 'inputs alone', label: 'inputs at 8 bits alone' },
      'lsq',
      all(32),
      { activations: { ...policies.mqat.activations, ofAllLayers: true } },
    ),
  ];
}

/** @returns the runs of one seed, parents before those that start from them */
export function baselineRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  return distinctRuns(baselines(scope).flatMap(({ runs }) => runs(seed)));
}
