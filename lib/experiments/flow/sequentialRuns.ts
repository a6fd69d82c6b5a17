/*
 * Modules quantized one after the other (Algorithm 1, lines 17 to 20), with what they are held against: a control of as many
 * stages and a single shot of as many steps, which see the same batches.
 */
import { sortedBySize } from '../../mqat/moduleQuantizationBench';
import { probeBits, type QuantizationStep } from '../../mqat/algorithm1';
import type { ModuleBits } from '../../quantizers/moduleBits';
import { methodNamed, type QuantizationMethod } from '../../quantizers/methods/quantizationMethods';
import {
  controlRun,
  fullPrecisionKey,
  fullPrecisionRuns,
  quantizedRun,
  type ExperimentRun,
} from '../configuration/experiment';
import {
  policyWords,
  quantizationWords,
  withPolicy,
  type QuantizationPolicy,
} from '../configuration/quantizationConfiguration';
import type { ExperimentScope } from '../configuration/experimentScope';
import type { TrainingConfiguration } from '../configuration/runConfiguration';

/** Methods that retrain a network. */
export type RetrainingMethod = 'lsq' | 'inq';

/** @returns the key of the run that ends a flow, such as `fpn2-head8-lsq`; of full precision where there are no steps */
export function flowKey(
  steps: readonly QuantizationStep[],
  method: RetrainingMethod,
  policy: QuantizationPolicy = {},
): string {
  if (steps.length === 0) return fullPrecisionKey;
  return [...steps.map(({ module, bits }) => `${module}${bits}`), method, ...policyWords(policy)].join('-');
}

/** @returns the key of the control of a flow of so many stages */
export function flowControlKey(method: RetrainingMethod, stages: number): string {
  return stages === 1 ? `control-${method}` : `control-${method}-${stages}`;
}

/**
 * The run that quantizes one module more than another run of the same experiment.
 * @param parent - full precision, or quantized by the same method
 * @param before - the steps that led to the parent
 * @param policy - the parent's too, where it is quantized
 */
export function nextRun(
  parent: ExperimentRun,
  before: readonly QuantizationStep[],
  step: QuantizationStep,
  method: RetrainingMethod,
  policy: QuantizationPolicy = {},
): ExperimentRun {
  const { profile, model, dataset, seed, quantization } = parent.configuration;
  const bits = { ...quantization, [step.module]: step.bits };
  const run = quantizedRun({ profile, model, dataset }, seed, method, bits, policy);
  const steps = [...before, step];
  const words = steps.map(({ module, bits: width }) => `${module} at ${width}`).join(', then ');
  return {
    ...run,
    key: flowKey(steps, method, policy),
    title: withPolicy(`${words} bits by ${method.toUpperCase()}`, policy),
    parentKey: parent.key,
    configuration: { ...run.configuration, training: atStage(run.configuration.training, before.length) },
  };
}

/**
 * The runs of a flow, full precision first. Flows that begin alike share their runs, and a first step at 2 bits is a probe of
 * table 1.
 */
export function flowRuns(
  scope: ExperimentScope,
  seed: number,
  method: RetrainingMethod,
  steps: readonly QuantizationStep[],
  policy: QuantizationPolicy = {},
): ExperimentRun[] {
  const runs = fullPrecisionRuns(scope, seed);
  for (const [stage, step] of steps.entries())
    runs.push(nextRun(runs[runs.length - 1], steps.slice(0, stage), step, method, policy));
  return runs;
}

/**
 * The steps of MQAT once Algorithm 1 has chosen: the module whose probe won, then the others, smallest first.
 * @param kBest - undefined where no probe won
 * @param rho - bits of each module
 * @param sizes - parameters of each module
 */
export function mqatSteps(
  kBest: string | undefined,
  rho: ModuleBits,
  sizes: Readonly<Record<string, number>>,
): QuantizationStep[] {
  const others = sortedBySize({ modules: Object.keys(rho), sizes }).filter((module) => module !== kBest);
  return [
    ...(kBest === undefined ? [] : [{ module: kBest, bits: probeBits }]),
    ...others.map((module) => ({ module, bits: rho[module] })),
  ];
}

/**
 * The control of a flow: as many stages of retraining, each from the one before, with the same batches, learning rates and
 * momentum clears, unquantized.
 * @returns full precision and the stages
 */
export function flowControlRuns(
  scope: ExperimentScope,
  seed: number,
  method: RetrainingMethod,
  stages: number,
): ExperimentRun[] {
  const runs = fullPrecisionRuns(scope, seed);
  for (let stage = 0; stage < stages; stage++) {
    const run = controlRun(scope, seed, method);
    runs.push({
      ...run,
      ...(stage > 0 && {
        key: flowControlKey(method, stage + 1),
        title: `${run.title}, stage ${stage + 1}`,
        parentKey: runs[runs.length - 1].key,
      }),
      configuration: { ...run.configuration, training: atStage(run.configuration.training, stage) },
    });
  }
  return runs;
}

/**
 * All modules quantized at once, for as many steps as a flow of so many stages has in all: what a sequence is held against.
 * @param bits - of each module
 */
export function singleShotRun(
  scope: ExperimentScope,
  seed: number,
  method: QuantizationMethod,
  bits: ModuleBits,
  stages: number,
  policy: QuantizationPolicy = {},
): ExperimentRun {
  const run = quantizedRun(scope, seed, method, bits, policy);
  return {
    ...run,
    key: singleShotKey(bits, method, stages, policy),
    title: methodNamed(method).retrains
      ? `${run.title} at once, ${stages} stages' steps`
      : `${run.title}, not retrained`,
    configuration: { ...run.configuration, training: forStages(run.configuration.training, stages) },
  };
}

/** The control of single shots: one schedule as long as so many stages, unquantized. */
export function singleShotControlRun(
  scope: ExperimentScope,
  seed: number,
  method: RetrainingMethod,
  stages: number,
): ExperimentRun {
  const run = controlRun(scope, seed, method);
  return {
    ...run,
    key: singleShotControlKey(method, stages),
    title: `${run.title} at once, ${stages} stages' steps`,
    configuration: { ...run.configuration, training: forStages(run.configuration.training, stages) },
  };
}

/** @returns the key of the control of single shots */
export function singleShotControlKey(method: RetrainingMethod, stages: number): string {
  return `control-${method}-${stages}-stages`;
}

/** @returns the key of a run that quantizes all modules at once */
export function singleShotKey(
  quantization: ModuleBits,
  method: QuantizationMethod,
  stages: number,
  policy: QuantizationPolicy = {},
): string {
  return [...quantizationWords({ quantization, method, ...policy }), stages, 'stages'].join('-');
}

/** The training of a later stage draws its batches where the stage before it stopped. */
function atStage(training: TrainingConfiguration, stage: number): TrainingConfiguration {
  return stage === 0 ? training : { ...training, firstBatch: stage * training.plan.steps };
}

/** The training of a stage made as long as so many of them. */
export function forStages(training: TrainingConfiguration, stages: number): TrainingConfiguration {
  return { ...training, plan: { ...training.plan, steps: stages * training.plan.steps } };
}
