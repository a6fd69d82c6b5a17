import { existsSync } from 'node:fs';
import { InterruptionError } from '../../common/errors';
import type { Reporter } from '../../common/reporter';
import { openEventFile } from '../../training/eventFile';
import { assignVariables } from '../../training/namedVariables';
import type { CurvePoint } from '../../training/trainer';
import { watchedNorms } from '../../training/faults/gradientWatch';
import { otherStart } from './otherStart';
import type { curveFollower } from './curve';
import { restorable } from './quantizedParent';
import { readRunCheckpoint } from './runCheckpoint';
import type { RunConfiguration } from '../configuration/runConfiguration';
import { namingCheckpoint, writeSound, type GoodCheckpoint } from './soundTraining';
import { noTime, type Clock } from './timeSpent';
import {
  captureTraining,
  checkpointArrays,
  checkpointHistory,
  checkQuantizers,
  historyJson,
  type TrainedParts,
  type TrainingHistory,
} from './trainingState';

/** Where a training leaves its traces, and how often. */
export interface TrainingTraces {
  readonly checkpointFile: string;
  readonly eventFolder: string;
  readonly reporter: Reporter;
  /** Steps between two checkpoints */
  readonly checkpointInterval: number;
  /** Started when the run began */
  readonly clock: Clock;
  /** Where it is aborted, training stops after the step that is being done */
  readonly signal?: AbortSignal | undefined;
  /** Says how the rows until now leave the curve that they must repeat */
  readonly leaves?: ReturnType<typeof curveFollower> | undefined;
}

/**
 * Trains to the end of the plan. Goes on from the checkpoint if there is one, with the same bits as if it had never
 * stopped; the checkpoint stays, for the work that follows can be interrupted too. The first is written before the first step,
 * and none of a state that is not sound, nor while gradients are far above their usual range: these steps may be the first of an
 * explosion, and are done again rather than gone on from.
 * @throws CheckpointError when the checkpoint is damaged or belongs to another run
 * @throws NumericalFaultError when numbers go wrong, with the step, what is first at fault, and the last good checkpoint
 * @throws ResultsError when it leaves the curve that it must repeat
 * @throws InterruptionError when the signal stopped it, once what may be written is written; names the step to go on from
 */
export async function trainWithCheckpoints(
  configuration: RunConfiguration,
  parts: TrainedParts,
  { checkpointFile, eventFolder, reporter, checkpointInterval, clock, signal, leaves }: TrainingTraces,
): Promise<TrainingHistory> {
  const { trainer } = parts;
  const { steps } = configuration.training.plan;
  const history = existsSync(checkpointFile)
    ? await resume(configuration, parts, checkpointFile)
    : { startedAt: new Date().toISOString(), before: noTime, curve: { columns: [], rows: [] } };
  if (trainer.step > 0) reporter.info(`resumed at step ${trainer.step} of ${steps}`);
  let last: GoodCheckpoint | undefined =
    trainer.step > 0 ? { file: checkpointFile, step: trainer.step } : undefined;
  const write = async () => {
    if (!trainer.calm && trainer.step < steps) return;
    await trainer.check();
    const loop = historyJson(history, clock(history.before));
    await writeSound(checkpointFile, parts, captureTraining(configuration, parts, loop));
    last = { file: checkpointFile, step: trainer.step };
  };
  const events = openEventFile(eventFolder);
  const progress = reporter.progress('training', steps, 'steps');
  const onStep = ({ step, learningRate, figures }: CurvePoint) => {
    history.curve.columns = ['step', 'learningRate', ...Object.keys(figures)];
    history.curve.rows.push(
      [step, learningRate, ...Object.values(figures)].map((value) => Number(value.toPrecision(5))),
    );
    const how = leaves?.(history.curve.rows);
    if (how !== undefined) throw otherStart(how);
    for (const [name, value] of Object.entries(figures)) events.scalar(name, value, step);
    progress.update(step + 1, { loss: figures['loss'].toFixed(3) });
  };
  const train = async () => {
    if (last === undefined && steps > 0) await write();
    while (trainer.step < steps) {
      await trainer.run(Math.min(trainer.step + checkpointInterval, steps), onStep, signal);
      events.flush();
      await write();
      if (signal?.aborted === true && trainer.step < steps) {
        reporter.info(`stopped at step ${trainer.step} of ${steps}`);
        throw interruption(trainer.step, steps, last);
      }
    }
  };
  try {
    await namingCheckpoint(parts, () => last, train);
  } finally {
    progress.finish();
  }
  return history;
}

function interruption(step: number, steps: number, last: GoodCheckpoint | undefined): InterruptionError {
  return new InterruptionError({
    field: 'training',
    found: `a request to stop, at step ${step} of ${steps}`,
    expected: 'all steps',
    remedy: `Run it again: it goes on from step ${last?.step ?? 0}.`,
  });
}

async function resume(
  configuration: RunConfiguration,
  { network, trainer }: TrainedParts,
  file: string,
): Promise<TrainingHistory> {
  const checkpoint = await readRunCheckpoint(file, configuration, network);
  checkQuantizers(checkpoint, configuration, file);
  const history = checkpointHistory(checkpoint, file);
  const arrays = checkpointArrays(checkpoint);
  assignVariables(restorable(trainer.variables, arrays), arrays, file);
  trainer.resumeAt(checkpoint.step, gradientNorms(history));
  return history;
}

/** Of the last steps, as far as gradients are watched. */
function gradientNorms({ curve: { columns, rows } }: TrainingHistory): number[] {
  const column = columns.indexOf('gradientNorm');
  return column < 0 ? [] : rows.slice(-watchedNorms).map((row) => row[column]);
}
