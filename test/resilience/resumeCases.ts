import { runIdentity, type RunIngredients } from '../../lib/experiments/configuration/runIdentity';
import type { RunConfiguration } from '../../lib/experiments/configuration/runConfiguration';
import { activationMethods, type ActivationMethod } from '../../lib/quantizers/activations/activationMethods';
import {
  methodNamed,
  quantizationMethods,
  type QuantizationMethod,
} from '../../lib/quantizers/methods/quantizationMethods';
import type { TrainingPlan } from '../../lib/training/trainer';
import { squareRun } from '../support/squareExperiment';

/** Images a step; an epoch of 24 images ends inside a batch. */
const batchSize = 5;
const trainingImages = 24;
/** What a network is quantized to where a method has the widths. */
const usualWidths = { backbone: 4, fpn: 2, head: 3 };

/** A training that is cut and resumed. */
export interface ResumeCase {
  readonly name: string;
  readonly ingredients: RunIngredients;
}

/** How long the trainings are, and how their steps are executed. */
export interface ResumeLength {
  readonly steps: number;
  readonly mode: 'graph' | 'eager';
}

/** @returns whether a run that has done so many steps stands inside an epoch */
export function isMidEpoch(step: number): boolean {
  return (step * batchSize) % trainingImages !== 0;
}

/** The full-precision run that quantized ones start from; it is a case itself. */
export function resumeStart(length: ResumeLength): ResumeCase {
  const optimizer = {
    kind: 'sgd',
    momentum: 0.9,
    nesterov: true,
    weightDecay: 1e-4,
    clipNorm: 5,
  } as const;
  return { name: 'full precision, SGD', ingredients: run(length, {}, { optimizer }) };
}

/**
 * @returns full precision by either optimizer, every row of the table of quantization methods, and inputs quantized by every
 * row of the table of activation methods
 */
export function resumeCases(length: ResumeLength): readonly ResumeCase[] {
  const start = resumeStart(length);
  const parent = runIdentity(start.ingredients);
  const byMethod = (Object.keys(quantizationMethods) as QuantizationMethod[]).map((method) => ({
    name: methodNamed(method).label,
    ingredients: run(length, quantized(parent, method), freezingOf(method)),
  }));
  const byActivations = (Object.keys(activationMethods) as ActivationMethod[]).map((method) => ({
    name: `LSQ, inputs of all layers: ${activationMethods[method].label}`,
    ingredients: run(length, {
      ...quantized(parent, 'lsq'),
      activations: { bits: 8, method, ofAllLayers: true, calibrationBatches: 2 },
    }),
  }));
  return [
    start,
    { name: 'full precision, AdamW', ingredients: run(length, {}) },
    ...byMethod,
    ...byActivations,
    { name: 'HAWQ-V3, widths by layer', ingredients: run(length, allocated(parent)) },
  ];
}

function quantized(parent: string, method: QuantizationMethod): Partial<RunConfiguration> {
  const { widths } = methodNamed(method);
  const quantization = Object.fromEntries(
    Object.entries(usualWidths).map(([module, bits]) => [module, widths.includes(bits) ? bits : widths[0]]),
  );
  return { role: 'quantized', parent, method, quantization };
}

function allocated(parent: string): Partial<RunConfiguration> {
  const traces = { relativeError: 1, standardErrors: 1, minimumProbes: 2, maximumProbes: 2, seed: 1 };
  return {
    ...quantized(parent, 'hawqV3'),
    quantization: { backbone: 8, fpn: 8, head: 8 },
    allocation: { widths: [2, 4, 8], compressionFactor: 6, batches: 2, traces },
  };
}

/** Methods that freeze do so at the start, inside the second epoch, and later. */
function freezingOf(method: QuantizationMethod): Partial<TrainingPlan> {
  if (methodNamed(method).freezes !== true) return {};
  const shares = [0.5, 0.75, 0.875, 1];
  return { freezing: [0, 0.25, 0.5, 0.8].map((at, index) => ({ at, fraction: shares[index] })) };
}

/** A short run on the squares with warm-up, a restart, augmentation, and statistics estimated anew at its end. */
function run(
  { steps, mode }: ResumeLength,
  changes: Partial<RunConfiguration>,
  planChanges: Partial<TrainingPlan> = {},
): RunIngredients {
  const { configuration, ...ingredients } = squareRun(changes);
  const { training } = configuration;
  const plan: TrainingPlan = {
    ...training.plan,
    steps,
    learningRate: { base: 2e-3, schedule: { kind: 'cosine' }, warmupSteps: 3, restarts: [0.5] },
    ...planChanges,
  };
  return {
    ...ingredients,
    configuration: { ...configuration, training: { ...training, batchSize, plan } },
    engine: { ...ingredients.engine, mode },
  };
}
