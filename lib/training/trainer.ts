import { setImmediate as nextTurn } from 'node:timers/promises';
import { ConfigurationError, NumericalFaultError } from '../common/errors';
import { fullPrecision } from '../models/modularNetwork';
import type { Quantization } from '../quantizers/quantization';
import { compileStep } from '../tensor/compiled/compiledStep';
import type { Step, StepTensors } from '../tensor/compiled/recording';
import { tf } from '../tensor/engine';
import { adamW } from './optimizer/adamW';
import { batchTensors, type Batches } from './batches';
import { checkBatch } from './faults/emptyBatch';
import { lossNow, type FaultyStep } from './faults/faultPlace';
import { gradientWatch, type GradientWatch } from './faults/gradientWatch';
import { guardedStep, type GuardedStep } from './faults/guardedStep';
import type { NamedVariable } from './namedVariables';
import { numericalFault } from './faults/numericalFault';
import type { Optimizer, Trainable } from './optimizer/optimizer';
import { learningRateAt, type LearningRate } from './optimizer/schedule';
import { sgd } from './optimizer/sgd';
import { findFault, stepFault, type StepFault } from './faults/stepFault';
import { mapValues, trainingStep } from './trainingStep';
import type { BatchArrays, LearningTask } from './trainingTask';

/** Which optimizer, and how it is set. */
export type OptimizerConfiguration =
  | { readonly kind: 'adamW'; readonly weightDecay: number; readonly clipNorm: number }
  | {
      readonly kind: 'sgd';
      readonly momentum: number;
      readonly nesterov: boolean;
      readonly weightDecay: number;
      readonly clipNorm: number;
    };

/** A moment of the schedule at which INQ freezes up to a share of the weights and momentum is cleared. */
export interface FreezingPoint {
  /** Share of the run, 0 to 1 */
  readonly at: number;
  /** Share of the weights that is frozen from there on */
  readonly fraction: number;
}

/** How long and how a network is trained. The same plan without quantization is the matched control. */
export interface TrainingPlan {
  readonly steps: number;
  readonly learningRate: LearningRate;
  readonly optimizer: OptimizerConfiguration;
  readonly freezing: readonly FreezingPoint[];
}

/** Figures of a step, off TensorFlow. */
export interface CurvePoint {
  readonly step: number;
  readonly learningRate: number;
  readonly figures: Readonly<Record<string, number>>;
}

/** A training that goes forward a step at a time and can be saved between any two. */
export interface Trainer {
  /** Steps done */
  readonly step: number;
  /** Whether gradients are in their usual range: where not, the last steps may be the first of an explosion (see `GradientWatch`) */
  readonly calm: boolean;
  /** Everything that must be saved to go on exactly: parameters, statistics, quantizers, optimizer */
  readonly variables: readonly NamedVariable[];
  /**
   * Goes on from a step; the caller has assigned the variables.
   * @param norms - of the gradients of the steps before, the last one last; at least `watchedNorms` of them where there are
   */
  resumeAt(step: number, norms?: readonly number[]): void;
  /**
   * Trains up to a step.
   * @param onStep - sees the figures of each step
   * @param signal - where it is aborted, training ends after the step that is being done
   * @throws NumericalFaultError when a loss or gradient is not finite, gradients explode or a batch is empty, naming the step and
   * what is first at fault; the variables are as they were before that step
   */
  run(
    until: number,
    onStep?: (point: CurvePoint) => Promise<void> | void,
    signal?: AbortSignal,
  ): Promise<void>;
  /**
   * Makes sure that the training can go on from where it is: an update can be so large that every number is finite, and no loss
   * is. The last batch is looked at again, at the variables as they are now.
   * @throws NumericalFaultError when its loss is not finite
   */
  check(): Promise<void>;
  dispose(): void;
}

/** What else a trainer is told. */
export interface TrainerOptions {
  readonly quantization?: Quantization | undefined;
  /** Whether the step runs as one TensorFlow graph or operation by operation; the bits are the same, the speed is not */
  readonly compiled: boolean;
}

/**
 * Makes a trainer at step 0.
 * @throws ConfigurationError when a freezing point of the plan is never reached
 */
export function createTrainer(
  task: LearningTask,
  batches: Batches,
  plan: TrainingPlan,
  { quantization, compiled }: TrainerOptions,
): Trainer {
  checkFreezing(plan);
  const trainables = trainablesOf(task, quantization);
  const optimizer = makeOptimizer(plan.optimizer, trainables);
  const precision = quantization ?? fullPrecision;
  const eagerStep = trainingStep(task, trainables, optimizer, precision);
  const variables = stateOf(task, optimizer, quantization);
  const inputsOf = async (index: number) => stepInputs(task, batches, index, plan);
  const watch = gradientWatch(plan.optimizer.clipNorm);
  let step: GuardedStep | undefined = compiled ? undefined : guardedStep(eagerStep, variables);
  let done = 0;
  return {
    get step() {
      return done;
    },
    get calm() {
      return watch.calm;
    },
    variables,
    resumeAt(at, norms = []) {
      done = at;
      watch.restore(norms);
    },
    async run(until, onStep, signal) {
      for (; done < until && signal?.aborted !== true; done++) {
        reachFreezingPoint(done, plan, optimizer, quantization);
        step ??= await compileTraining(eagerStep, variables, optimizer, inputsOf);
        const batch = await inputsOf(done);
        const figures = takeStep(step, { task, batch, precision, variables, trainables }, done, watch);
        await onStep?.({
          step: done,
          learningRate: learningRateAt(done, plan.steps, plan.learningRate),
          figures,
        });
        // Batches in memory wait for nothing: signals, timers and a lost parent process are heard here.
        await nextTurn();
      }
    },
    async check() {
      if (done === 0) return;
      const batch = await inputsOf(done - 1);
      const parts = { task, batch, precision, variables, trainables };
      try {
        const fault = findFault({ loss: lossNow(parts) });
        if (fault !== undefined) throw stepFault(fault, parts, done);
      } finally {
        tf.dispose(batch);
      }
    },
    dispose: () => {
      optimizer.dispose();
    },
  };
}

/** Two batches whose numbers differ throughout show what of the step is fixed. */
async function compileTraining(
  step: Step,
  variables: readonly NamedVariable[],
  optimizer: Optimizer,
  inputsOf: (index: number) => Promise<StepTensors>,
): Promise<GuardedStep> {
  const examples = [await inputsOf(0), await inputsOf(1)];
  const all = [...variables.map(({ variable }) => variable), ...optimizer.settings];
  const compiled = compileStep(step, all, examples[0], examples[1]);
  tf.dispose(examples);
  return compiled.run;
}

async function stepInputs(
  task: LearningTask,
  batches: Batches,
  index: number,
  plan: TrainingPlan,
): Promise<StepTensors> {
  const tensors = batchTensors(task, await batchOf(batches, index));
  return { ...tensors, learningRate: tf.scalar(learningRateAt(index, plan.steps, plan.learningRate)) };
}

/** A stream of batches can have begun before the training: errors name the training's own step. */
async function batchOf(batches: Batches, step: number): Promise<BatchArrays> {
  try {
    const arrays = await batches.at(step);
    checkBatch(arrays, step);
    return arrays;
  } catch (error) {
    if (error instanceof NumericalFaultError) throw numericalFault({ ...error.problem.fault, step });
    throw error;
  }
}

/**
 * Does a step and reads its figures; frees the batch.
 * @throws NumericalFaultError when what it did must not be kept
 */
function takeStep(
  step: GuardedStep,
  parts: FaultyStep,
  index: number,
  watch: GradientWatch,
): Record<string, number> {
  let figures: Record<string, number> = {};
  let fault: StepFault | undefined;
  try {
    const outputs = step(parts.batch, (tensors) => {
      figures = mapValues(tensors, (tensor) => tensor.dataSync()[0]);
      fault = findFault(figures, watch);
      return fault === undefined;
    });
    tf.dispose(outputs);
    if (fault !== undefined) throw stepFault(fault, parts, index);
    return figures;
  } finally {
    tf.dispose(parts.batch);
  }
}

function checkFreezing({ freezing, steps }: TrainingPlan): void {
  const late = freezing.find(({ at }) => Math.round(at * steps) >= steps);
  if (late === undefined) return;
  throw new ConfigurationError({
    file: 'training plan',
    field: 'freezing',
    found: `a freezing point at the share ${late.at} of ${steps} steps`,
    expected: 'a share whose step is before the last',
    remedy: 'Freeze earlier, or train for more steps.',
  });
}

/** INQ (arXiv 1702.03044): freeze, and clear momentum; the control clears it too. */
function reachFreezingPoint(
  step: number,
  plan: TrainingPlan,
  optimizer: Optimizer,
  quantization?: Quantization,
): void {
  for (const { at, fraction } of plan.freezing) {
    if (Math.round(at * plan.steps) !== step) continue;
    quantization?.advance(fraction);
    optimizer.clear();
  }
}

function trainablesOf(task: LearningTask, quantization?: Quantization): Trainable[] {
  const steps = (quantization?.trained ?? []).map(({ name, variable }) => ({
    name,
    variable,
    role: 'scale' as const,
  }));
  return [...task.network.parameters, ...steps];
}

function stateOf(task: LearningTask, optimizer: Optimizer, quantization?: Quantization): NamedVariable[] {
  const { parameters, statistics } = task.network;
  const quantizerVariables =
    quantization === undefined ? [] : [...quantization.trained, ...quantization.state];
  return [...parameters, ...statistics, ...quantizerVariables, ...optimizer.slots].map(
    ({ name, variable }) => ({
      name,
      variable,
    }),
  );
}

function makeOptimizer(configuration: OptimizerConfiguration, trainables: readonly Trainable[]): Optimizer {
  return configuration.kind === 'adamW' ? adamW(trainables, configuration) : sgd(trainables, configuration);
}
