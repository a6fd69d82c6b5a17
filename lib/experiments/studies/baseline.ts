/*
 * Rows of comparisons in which every network is trained for as many steps in all: module by module, or all modules at once,
 * each with a control of the same schedule that quantizes nothing.
 */
import { compressionFactor } from '../../models/compression';
import type { QuantizationStep } from '../../mqat/algorithm1';
import type { ModuleBits } from '../../quantizers/moduleBits';
import { methodNamed, type QuantizationMethod } from '../../quantizers/methods/quantizationMethods';
import { fullPrecisionRuns, type ExperimentRun } from '../configuration/experiment';
import type { ExperimentScope } from '../configuration/experimentScope';
import { scheduleOf } from '../configuration/profiles';
import type { QuantizationPolicy } from '../configuration/quantizationConfiguration';
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
} from '../flow/sequentialRuns';
import { sizedModules } from './flowStudy';

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

/** What a row is called, and what it is compared with. */
export type BaselinePlace = Pick<Baseline, 'comparison' | 'family' | 'label'>;

/** Makes the rows of a scope's network, each with as many stages' steps. */
export interface BaselineBuilder {
  /** @returns the width of each module once the steps are done */
  widthsOf(steps: readonly QuantizationStep[]): ModuleBits;
  /** @returns the compression factor that the steps lead to, rounded down to two digits */
  factorOf(steps: readonly QuantizationStep[]): number;
  /** @returns the first modules of the data flow at a width, the others at full precision */
  firstModules(count: number, bits: number): ModuleBits;
  /** @returns the controls of flows and of single shots */
  controls(method: RetrainingMethod): Baseline[];
  /** @returns modules quantized one after the other, in as many steps as the builder has stages */
  flow(
    comparison: BaselineComparison,
    steps: readonly QuantizationStep[],
    method: RetrainingMethod,
    policy?: QuantizationPolicy,
  ): Baseline;
  /** @returns all modules quantized at once, for all stages' steps */
  single(
    place: BaselinePlace,
    method: QuantizationMethod,
    bits: ModuleBits,
    policy?: QuantizationPolicy,
  ): Baseline;
}

/** @param stages - of the flows that the others are held against */
export function baselineBuilder(scope: ExperimentScope, stages: number): BaselineBuilder {
  const { modules, sizes } = sizedModules(scope);
  const widthsOf = (steps: readonly QuantizationStep[]): ModuleBits =>
    Object.fromEntries(
      modules.map((module) => [module, steps.find((step) => step.module === module)?.bits ?? 32]),
    );
  return {
    widthsOf,
    factorOf: (steps) => Math.floor(100 * compressionFactor(sizes, widthsOf(steps))) / 100,
    firstModules: (count, bits) =>
      Object.fromEntries(modules.map((module, index) => [module, index < count ? bits : 32])),
    controls: (method) => controls(scope, method, stages),
    flow: (comparison, steps, method, policy) => ({
      ...{ comparison, family: 'MQAT', key: flowKey(steps, method, policy) },
      label: `${Object.values(widthsOf(steps)).join('-')}, ${method.toUpperCase()}`,
      controlKey: flowControlKey(method, stages),
      runs: (seed) => flowRuns(scope, seed, method, steps, policy),
    }),
    single: (place, method, bits, policy) => ({
      ...place,
      key: singleShotKey(bits, method, stages, policy),
      controlKey: methodNamed(method).retrains ? singleShotControlKey(scheduleOf(method), stages) : null,
      runs: (seed) => [
        ...fullPrecisionRuns(scope, seed),
        singleShotRun(scope, seed, method, bits, stages, policy),
      ],
    }),
  };
}

function controls(scope: ExperimentScope, method: RetrainingMethod, stages: number): Baseline[] {
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
