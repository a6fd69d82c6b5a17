/*
 * Figures 1 and 6 of the paper: MQAT held against uniform and mixed precision, each with as many steps in all. In one
 * comparison all share a policy: weights alone are quantized, first and last layers too. In the other each has its own.
 */
import { compressionFactor } from '../../models/compression';
import type { QuantizationStep } from '../../mqat/algorithm1';
import type { ModuleBits } from '../../quantizers/moduleBits';
import { methodNamed, type QuantizationMethod } from '../../quantizers/quantizationMethods';
import { fullPrecisionRuns, type ExperimentRun } from '../experiment';
import { scheduleOf } from '../profiles';
import type { QuantizationPolicy } from '../quantizationConfiguration';
import type { ExperimentScope } from '../experimentScope';
import {
  flowControlKey,
  flowControlRuns,
  flowKey,
  flowRuns,
  singleShotControlKey,
  singleShotControlRun,
  singleShotKey,
  singleShotRun,
  type RetrainingMethod,
} from '../sequentialRuns';
import { distinctRuns, flowMethods, sizedModules } from './flowStudy';
import { headlineSteps } from './headline';
import { layerAllocation, publishedPolicies } from './quantizationPolicies';

/** What is compared on equal terms. */
export type BaselineComparison = 'control' | 'shared policy' | 'published policies';

/** How the widths of a row come about. */
export type BaselineFamily =
  'control' | 'MQAT' | 'uniform' | 'HAWQ-V3' | 'at once' | 'post-training' | 'inputs alone';

/** A row of the comparison. */
export interface Baseline {
  readonly comparison: BaselineComparison;
  readonly family: BaselineFamily;
  readonly label: string;
  /** Of its run */
  readonly key: string;
  /** Of the run of the same schedule that quantizes nothing; null for that run itself, and where nothing is trained */
  readonly controlKey: string | null;
  /** @returns its run of a seed and those that it starts from, parents first */
  runs(seed: number): ExperimentRun[];
}

/** 4-2-4 in the order of 8-2-8: the paper's second mixture. */
const smallerSteps: readonly QuantizationStep[] = headlineSteps.map(({ module, bits }) => ({
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
  const { modules, sizes } = sizedModules(scope);
  const widthsOf = (steps: readonly QuantizationStep[]): ModuleBits =>
    Object.fromEntries(modules.map((module) => [module, steps.find((step) => step.module === module)!.bits]));
  const all = (bits: number): ModuleBits => Object.fromEntries(modules.map((module) => [module, bits]));
  const first = (count: number, bits: number): ModuleBits =>
    Object.fromEntries(modules.map((module, index) => [module, index < count ? bits : 32]));
  const factorOf = (steps: readonly QuantizationStep[]) =>
    Math.floor(100 * compressionFactor(sizes, widthsOf(steps))) / 100;

  const flow = (
    comparison: BaselineComparison,
    steps: readonly QuantizationStep[],
    policy?: QuantizationPolicy,
  ) =>
    methods.map((method): Baseline => ({
      ...{ comparison, family: 'MQAT', key: flowKey(steps, method, policy) },
      label: `${Object.values(widthsOf(steps)).join('-')}, ${method.toUpperCase()}`,
      controlKey: flowControlKey(method, stages),
      runs: (seed) => flowRuns(scope, seed, method, steps, policy),
    }));
  const single = (
    place: Pick<Baseline, 'comparison' | 'family' | 'label'>,
    method: QuantizationMethod,
    bits: ModuleBits,
    policy?: QuantizationPolicy,
  ): Baseline => ({
    ...place,
    key: singleShotKey(bits, method, stages, policy),
    controlKey: methodNamed(method).retrains ? singleShotControlKey(scheduleOf(method), stages) : null,
    runs: (seed) => [
      ...fullPrecisionRuns(scope, seed),
      singleShotRun(scope, seed, method, bits, stages, policy),
    ],
  });
  const policies = publishedPolicies(scope);
  const allocated = (factor: number, widths: readonly number[]) => layerAllocation(profile, factor, widths);
  const factors = mixtures.map(factorOf);

  const shared = 'shared policy';
  const published = 'published policies';
  return [
    ...methods.flatMap((method) => controls(scope, method)),
    ...mixtures.flatMap((steps) => flow(shared, steps)),
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
      single({ comparison: shared, family: 'uniform', label: `B at ${bits}, LSQ` }, 'lsq', first(1, bits)),
      single({ comparison: shared, family: 'uniform', label: `BF at ${bits}, LSQ` }, 'lsq', first(2, bits)),
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
    ...flow(published, headlineSteps, policies.mqat),
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

function controls(scope: ExperimentScope, method: RetrainingMethod): Baseline[] {
  const control = (label: string, key: string, runs: Baseline['runs']): Baseline => ({
    ...{ comparison: 'control', family: 'control', label, key, controlKey: null, runs },
  });
  const name = method.toUpperCase();
  return [
    control(`control of ${name}, ${stages} stages`, flowControlKey(method, stages), (seed) =>
      flowControlRuns(scope, seed, method, stages),
    ),
    control(`control of ${name} at once`, singleShotControlKey(method, stages), (seed) => [
      ...fullPrecisionRuns(scope, seed),
      singleShotControlRun(scope, seed, method, stages),
    ]),
  ];
}
