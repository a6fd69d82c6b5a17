import { codeVersion } from '../../common/codeVersion';
import { DatasetError } from '../../common/errors';
import type { PoseDataset } from '../../datasets/poseDataset';
import type { Reporter } from '../../common/reporter';
import type { PnpSolver } from '../../geometry/pnp';
import { fullPrecision } from '../../models/modularNetwork';
import { countDistinctValues } from '../../quantizers/distinctValues';
import { heldSteps } from '../../quantizers/heldSteps';
import type { Quantization } from '../../quantizers/quantization';
import { trainingBatches, type Batches } from '../../training/batches';
import { reestimateStatistics } from '../../training/statisticsEstimation';
import { createTrainer, type Trainer } from '../../training/trainer';
import { trainWithCheckpoints } from './checkpointedTraining';
import { condenseCurve, curveFollower } from './curve';
import { describeEnvironment } from './environment';
import type { ExperimentData } from './experimentData';
import { allocateLayers } from './layerAllocation';
import { buildNetwork } from '../networks/networks';
import { startFromParent } from './parentWeights';
import { continueQuantization } from './quantizedParent';
import type { RunConfiguration } from '../configuration/runConfiguration';
import { evaluateSplit, imageErrors, recallMetrics } from './runEvaluation';
import { checkpointFile, eventFolder, weightsFile } from './runFiles';
import { runIdentity, type RunIngredients } from '../configuration/runIdentity';
import type { RunNetwork } from '../networks/runNetwork';
import { calibrateActivations, quantizeNetwork } from '../networks/runQuantization';
import { namingCheckpoint, writeSound } from './soundTraining';
import type { Curve, FinishedRun, Metric } from '../store/storedRun';
import { underConditions } from '../configuration/trainingConditions';
import { startClock } from './timeSpent';
import { captureTraining } from './trainingState';

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
  /** Stops training at a step when it is aborted */
  readonly signal?: AbortSignal;
  /** The curve that this training must repeat, as a result keeps it */
  readonly follows?: Curve;
  /** Digest of what fixed steps compute in this process, to the last bit */
  readonly numerics?: string;
}

/**
 * Does a run: starts from its parent's weights and quantizers or anew, or goes on from its last checkpoint; trains; scores validation and,
 * once, the test set; leaves its weights in the work folder, and its checkpoint until somebody has stored the result.
 * @throws DatasetError when the data are not those that the run was identified with
 * @throws CheckpointError when the parent's weights are missing or belong to another network
 * @throws ConfigurationError when the run would change what its parent quantized
 * @throws InterruptionError when the signal stopped its training
 * @throws NumericalFaultError when the numbers of its training go wrong, with the step, what is first at fault, and the last good
 * checkpoint
 * @throws NumericalError when a width that was asked for was not applied
 * @throws ResultsError when the training leaves the curve that it must repeat
 */
export async function performRun(ingredients: RunIngredients, whole: RunContext): Promise<FinishedRun> {
  const clock = startClock();
  const { configuration, engine } = ingredients;
  const { activations } = configuration;
  checkData(ingredients, whole.data);
  const context = { ...whole, data: dataUnderConditions(whole.data, configuration) };
  const { data, workFolder, reporter, checkpointInterval = usualCheckpointInterval } = context;
  const { batchSize, augmentation, plan, firstBatch = 0, statisticsBatches } = configuration.training;
  const { train: dataset } = data.splits;
  const id = runIdentity(ingredients);
  const network = buildNetwork(configuration.model, configuration.seed);
  let quantization: Quantization | undefined;
  let trainer: Trainer | undefined;
  try {
    const parent = await startFromParent(network, configuration, workFolder);
    const layerBits = await allocateLayers(network.layers, configuration, context);
    quantization = quantizeNetwork(network, configuration, layerBits);
    if (parent !== undefined)
      continueQuantization(network, quantization, configuration, parent.checkpoint, parent.file);
    const task = network.task(dataset.objects);
    const { seed } = configuration;
    const batches = batchesFrom(
      firstBatch,
      trainingBatches({ dataset, task, size: batchSize, augmentation, seed }),
    );
    if (quantization !== undefined)
      await calibrateActivations(task, batches, quantization, activations?.calibrationBatches ?? 0);
    trainer = createTrainer(task, batches, plan, { quantization, compiled: engine.mode === 'graph' });
    const parts = { network, quantization, trainer };
    const history = await trainWithCheckpoints(configuration, parts, {
      checkpointFile: checkpointFile(workFolder, id),
      eventFolder: eventFolder(workFolder, id),
      reporter,
      checkpointInterval,
      clock,
      signal: context.signal,
      leaves: context.follows && curveFollower(context.follows, plan.steps, storedCurvePoints),
    });
    const last = { file: checkpointFile(workFolder, id), step: plan.steps };
    await namingCheckpoint(
      parts,
      () => (plan.steps > 0 ? last : undefined),
      async () => {
        await reestimateStatistics(
          task,
          batches,
          quantization ?? fullPrecision,
          plan.steps,
          statisticsBatches,
        );
        await writeSound(weightsFile(workFolder, id), parts, captureTraining(configuration, parts));
      },
    );
    const scores = await score(network, quantization, configuration, context);
    const counts = quantization === undefined ? {} : countDistinctValues(network, quantization);
    return {
      ingredients,
      metrics: {
        ...scores.metrics,
        ...byLayer('distinctValues', counts),
        ...byLayer('bits', layerBits ?? {}),
        ...byLayer('heldSteps', quantization === undefined ? {} : heldSteps(quantization)),
      },
      curve: condenseCurve(history.curve, storedCurvePoints),
      images: scores.images,
      ...(scores.occluded && { occluded: scores.occluded }),
      environment: {
        ...describeEnvironment(engine, await codeVersion()),
        ...(context.numerics !== undefined && { numerics: context.numerics }),
        startedAt: history.startedAt,
        finishedAt: new Date().toISOString(),
        ...clock(history.before),
      },
    };
  } finally {
    for (const part of [trainer, quantization, network]) part?.dispose();
  }
}

/** A stage that follows others takes up the stream of batches where they left it. */
function batchesFrom(first: number, batches: Batches): Batches {
  return { size: batches.size, at: (step) => batches.at(first + step) };
}

function dataUnderConditions(data: ExperimentData, configuration: RunConfiguration): ExperimentData {
  const train = underConditions(data.splits.train, configuration);
  return { ...data, splits: { ...data.splits, train } };
}

function checkData({ dataHash }: RunIngredients, { folder, hash }: ExperimentData): void {
  if (hash === dataHash) return;
  throw new DatasetError({
    file: folder,
    found: `data with the hash ${hash}`,
    expected: `those that the run was planned with, ${dataHash}`,
    remedy: 'Leave the data alone while runs are done, then start again: the runs get other ids.',
  });
}

async function score(
  network: RunNetwork,
  quantization: Quantization | undefined,
  { evaluation }: RunConfiguration,
  { data, solver, reporter }: RunContext,
): Promise<Pick<FinishedRun, 'metrics' | 'images' | 'occluded'>> {
  const precision = quantization ?? fullPrecision;
  const scored = (dataset: PoseDataset) =>
    evaluateSplit(network, precision, dataset, solver, evaluation, reporter);
  const validation = await scored(data.splits.validation);
  const test = await scored(data.splits.test);
  const occluded = data.occluded && (await scored(data.occluded));
  return {
    metrics: {
      ...recallMetrics('validation', validation),
      ...recallMetrics('test', test),
      ...(occluded && recallMetrics('occluded', occluded)),
    },
    images: imageErrors(test),
    ...(occluded && { occluded: imageErrors(occluded) }),
  };
}

function byLayer(name: string, values: Readonly<Record<string, number>>): Record<string, Metric> {
  return Object.fromEntries(Object.entries(values).map(([layer, value]) => [`${name}/${layer}`, { value }]));
}
