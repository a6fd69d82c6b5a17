import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeVersion } from '../common/codeVersion';
import type { Reporter } from '../common/reporter';
import type { PnpSolver } from '../geometry/pnp';
import { fullPrecision } from '../models/modularNetwork';
import type { WdrNetwork } from '../models/wdr';
import { countDistinctValues, quantize, type Quantization } from '../quantizers/quantization';
import { trainingBatches } from '../training/batches';
import { readCheckpoint, writeCheckpoint } from '../training/checkpoint';
import { openEventFile } from '../training/eventFile';
import { assignVariables } from '../training/namedVariables';
import { reestimateStatistics } from '../training/statisticsEstimation';
import { createTrainer, type CurvePoint, type Trainer } from '../training/trainer';
import { wdrTask } from '../training/wdrTask';
import { condenseCurve } from './curve';
import { describeEnvironment } from './environment';
import type { ExperimentData } from './experimentData';
import { buildNetwork } from './networks';
import type { RunConfiguration } from './runConfiguration';
import { evaluateSplit, imageErrors, recallMetrics } from './runEvaluation';
import { runIdentity, type RunIngredients } from './runIdentity';
import type { FinishedRun, Metric } from './storedRun';
import { captureTraining, checkpointArrays, checkpointCurve, expectedModel } from './trainingState';

/** Steps between two checkpoints, where nobody says otherwise. */
const usualCheckpointInterval = 200;
/** Points that a stored curve has at most. */
const storedCurvePoints = 300;

/** What a run needs beside its ingredients. */
export interface RunContext {
  readonly data: ExperimentData;
  readonly solver: PnpSolver;
  /** Where weights, checkpoints and event files lie; large, and not kept in git */
  readonly workFolder: string;
  readonly reporter: Reporter;
  /** Steps between two checkpoints */
  readonly checkpointInterval?: number;
}

/** @returns the file of a run's trained weights */
export function weightsFile(workFolder: string, id: string): string {
  return join(workFolder, id, 'weights.safetensors');
}

function checkpointFile(workFolder: string, id: string): string {
  return join(workFolder, id, 'checkpoint.safetensors');
}

/**
 * Does a run: starts from its parent's weights or anew, or goes on from its last checkpoint; trains; scores validation and,
 * once, the test set; leaves its weights in the work folder.
 * @throws CheckpointError when the parent's weights are missing or belong to another network
 * @throws NumericalError when training diverges, or a width that was asked for was not applied
 */
export async function performRun(ingredients: RunIngredients, context: RunContext): Promise<FinishedRun> {
  const started = new Date();
  const { configuration } = ingredients;
  const id = runIdentity(ingredients);
  const network = buildNetwork(configuration.model, configuration.seed);
  await startFromParent(network, configuration, context.workFolder);
  const quantization =
    configuration.method === 'none'
      ? undefined
      : quantize(network, configuration.quantization, configuration.method);
  const { batchSize, augmentation, plan, statisticsBatches } = configuration.training;
  const { train: dataset } = context.data.splits;
  const task = wdrTask(network, dataset.objects);
  const batches = trainingBatches({ dataset, task, size: batchSize, augmentation, seed: configuration.seed });
  const training = createTrainer(task, batches, plan, {
    quantization,
    compiled: ingredients.engine.mode === 'graph',
  });
  try {
    const curve = await train(id, training, network, quantization, configuration, context);
    await reestimateStatistics(task, batches, quantization ?? fullPrecision, plan.steps, statisticsBatches);
    const weights = captureTraining(configuration, network, quantization, training, curve);
    await writeCheckpoint(weightsFile(context.workFolder, id), weights);
    const distinct = quantization === undefined ? {} : countDistinctValues(network, quantization);
    const scores = await score(network, quantization, configuration, context);
    await rm(checkpointFile(context.workFolder, id), { force: true });
    const finished = new Date();
    return {
      ingredients,
      metrics: { ...scores.metrics, ...distinctMetrics(distinct) },
      curve: condenseCurve(curve, storedCurvePoints),
      images: scores.images,
      environment: {
        ...describeEnvironment(ingredients.engine, await codeVersion()),
        startedAt: started.toISOString(),
        finishedAt: finished.toISOString(),
        wallSeconds: (finished.getTime() - started.getTime()) / 1000,
      },
    };
  } finally {
    training.dispose();
    quantization?.dispose();
    network.dispose();
  }
}

async function startFromParent(
  network: WdrNetwork,
  configuration: RunConfiguration,
  workFolder: string,
): Promise<void> {
  if (configuration.parent === undefined) return;
  const file = weightsFile(workFolder, configuration.parent);
  const checkpoint = await readCheckpoint(file, expectedModel(configuration, network));
  assignVariables([...network.parameters, ...network.statistics], checkpointArrays(checkpoint), file);
}

async function train(
  id: string,
  trainer: Trainer,
  network: WdrNetwork,
  quantization: Quantization | undefined,
  configuration: RunConfiguration,
  { workFolder, reporter, checkpointInterval = usualCheckpointInterval }: RunContext,
): Promise<{ columns: string[]; rows: number[][] }> {
  const { steps } = configuration.training.plan;
  const file = checkpointFile(workFolder, id);
  let curve: { columns: string[]; rows: number[][] } = { columns: [], rows: [] };
  if (existsSync(file)) {
    const checkpoint = await readCheckpoint(file, expectedModel(configuration, network));
    assignVariables(trainer.variables, checkpointArrays(checkpoint), file);
    trainer.resumeAt(checkpoint.step);
    curve = checkpointCurve(checkpoint);
    reporter.info(`resumed at step ${checkpoint.step} of ${steps}`);
  }
  const events = openEventFile(join(workFolder, id, 'events'));
  const progress = reporter.progress('training', steps, 'steps');
  const onStep = ({ step, learningRate, figures }: CurvePoint) => {
    curve.columns = ['step', 'learningRate', ...Object.keys(figures)];
    curve.rows.push(
      [step, learningRate, ...Object.values(figures)].map((value) => Number(value.toPrecision(5))),
    );
    for (const [name, value] of Object.entries(figures)) events.scalar(name, value, step);
    progress.update(step + 1, { loss: figures['loss'].toFixed(3) });
  };
  const capture = () => captureTraining(configuration, network, quantization, trainer, curve);
  while (trainer.step < steps) {
    await trainer.run(Math.min(trainer.step + checkpointInterval, steps), onStep);
    events.flush();
    await writeCheckpoint(file, capture());
  }
  progress.finish();
  return curve;
}

async function score(
  network: WdrNetwork,
  quantization: Quantization | undefined,
  { evaluation }: RunConfiguration,
  { data, solver, reporter }: RunContext,
) {
  const precision = quantization ?? fullPrecision;
  const scoreSplit = (split: 'validation' | 'test') =>
    evaluateSplit(network, precision, data.splits[split], solver, evaluation, reporter);
  const validation = await scoreSplit('validation');
  const test = await scoreSplit('test');
  return {
    metrics: { ...recallMetrics('validation', validation), ...recallMetrics('test', test) },
    images: imageErrors(test),
  };
}

function distinctMetrics(counts: Readonly<Record<string, number>>): Record<string, Metric> {
  return Object.fromEntries(
    Object.entries(counts).map(([layer, value]) => [`distinctValues/${layer}`, { value }]),
  );
}
