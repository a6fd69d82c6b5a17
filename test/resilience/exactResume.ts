import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { silentReporter, type Reporter } from '../../lib/common/reporter';
import { loadPnpSolver } from '../../lib/geometry/pnp';
import { runIdentity } from '../../lib/experiments/configuration/runIdentity';
import { checkpointFile, weightsFile } from '../../lib/experiments/run/runFiles';
import { performRun } from '../../lib/experiments/run/trainingRun';
import { describeEngine } from '../../lib/tensor/engine';
import { squareData } from '../support/squareExperiment';
import { deviation, differentParts, endParts, readEndState, type EndPart, type EndState } from './endState';
import { endRun, type RunPlace } from './endedRun';
import { isMidEpoch, resumeStart, type ResumeCase, type ResumeLength } from './resumeCases';
import { drawTrials, type Ending, type ResumeTrial } from './resumeTrials';

/** What came of cutting a run and resuming it. */
export interface ResumeOutcome {
  readonly name: string;
  /** Cuts of each kind */
  readonly endings: Readonly<Record<Ending, number>>;
  /** Cuts inside an epoch */
  readonly midEpoch: number;
  /** Runs that were cut more than once */
  readonly cutAgain: number;
  /** Runs that were resumed to their end */
  readonly resumed: number;
  /** Those whose end had every bit of the run that was not cut */
  readonly equal: number;
  /** Parts that differed in any of them, with the largest difference between two numbers */
  readonly deviations: ReadonlyMap<EndPart, number>;
}

/** How often runs are cut. */
export interface ResumeOptions extends ResumeLength {
  /** Of each case */
  readonly cuts: number;
  /** How many of them are by SIGKILL */
  kills(name: string): number;
  /** Whether runs are scored at their end, or over once their weights are written */
  readonly scored: boolean;
  readonly seed: number;
}

/**
 * Does each run in one go, then again and again with cuts at random steps, and compares what they end with.
 * @param onOutcome - hears of each case when it is done
 */
export async function tryExactResume(
  cases: readonly ResumeCase[],
  options: ResumeOptions,
  onOutcome: (outcome: ResumeOutcome) => void = () => undefined,
): Promise<readonly ResumeOutcome[]> {
  const workFolder = await mkdtemp(join(tmpdir(), 'resume-'));
  try {
    const solver = await loadPnpSolver();
    const place = { workFolder, solver, checkpointInterval: options.steps };
    await finishRun({ ...place, ingredients: resumeStart(options).ingredients }, false);
    const outcomes: ResumeOutcome[] = [];
    for (const each of cases) {
      const outcome = await tryCase(each, place, options);
      onOutcome(outcome);
      outcomes.push(outcome);
    }
    return outcomes;
  } finally {
    await rm(workFolder, { recursive: true });
  }
}

/** @returns whether a difference is a fault here: on a GPU it is measured, and reported */
export function mustBeExact(): boolean {
  return describeEngine().device === 'cpu';
}

async function tryCase(
  { name, ingredients }: ResumeCase,
  place: Omit<RunPlace, 'ingredients'>,
  { cuts, kills, steps, seed, scored }: ResumeOptions,
): Promise<ResumeOutcome> {
  const trials = drawTrials(name, { cuts, kills: kills(name), steps, seed });
  const runPlace = { ...place, ingredients };
  const reference = await finishRun(runPlace, scored);
  const deviations = new Map<EndPart, number>();
  let equal = 0;
  for (const { cuts: places, checkpointInterval } of trials) {
    for (const cut of places) await endRun({ ...runPlace, checkpointInterval }, cut);
    const end = await finishRun({ ...runPlace, checkpointInterval }, scored);
    const different = differentParts(reference, end);
    if (different.length === 0) equal++;
    for (const part of different)
      deviations.set(part, Math.max(deviations.get(part) ?? 0, deviation(reference, end, part)));
  }
  return { name, ...countCuts(trials), resumed: trials.length, equal, deviations };
}

function countCuts(trials: readonly ResumeTrial[]): Pick<ResumeOutcome, 'endings' | 'midEpoch' | 'cutAgain'> {
  const cuts = trials.flatMap((trial) => trial.cuts);
  const endedBy = (wanted: Ending) => cuts.filter(({ ending }) => ending === wanted).length;
  return {
    endings: { stop: endedBy('stop'), fault: endedBy('fault'), kill: endedBy('kill') },
    midEpoch: cuts.filter(({ step }) => isMidEpoch(step)).length,
    cutAgain: trials.filter(({ cuts: { length } }) => length > 1).length,
  };
}

/** Takes a run to its end, from its checkpoint if there is one, and removes what it has left but for a parent's weights. */
async function finishRun(place: RunPlace, scored: boolean): Promise<EndState> {
  const { ingredients, workFolder, ...context } = place;
  const id = runIdentity(ingredients);
  const performed = performRun(ingredients, {
    ...context,
    workFolder,
    data: squareData,
    reporter: scored ? silentReporter : untilScored,
  });
  const finished = await performed.catch((error: unknown) => {
    if (error !== weightsAreWritten) throw error;
    return undefined;
  });
  const state = await readEndState(workFolder, id, finished);
  await rm(checkpointFile(workFolder, id));
  if (ingredients.configuration.role !== 'fullPrecision')
    await rm(dirname(weightsFile(workFolder, id)), { recursive: true });
  return state;
}

const weightsAreWritten = new Error('weights are written');

/** Ends a run when it begins to look for poses, which comes after its weights were written. */
const untilScored: Reporter = {
  ...silentReporter,
  progress(label) {
    if (label.startsWith('poses')) throw weightsAreWritten;
    return { update: () => undefined, finish: () => undefined };
  },
};

/** @returns whether an outcome is what it must be on this engine */
export function isSound({ resumed, equal }: ResumeOutcome): boolean {
  return equal === resumed || !mustBeExact();
}

/** @returns parts that differed and by how much, in a line; `none` where all bits were equal */
export function deviationText({ deviations }: ResumeOutcome): string {
  const texts = endParts.flatMap((part) => {
    const most = deviations.get(part);
    return most === undefined ? [] : [`${part} by ${most.toPrecision(3)}`];
  });
  return texts.length === 0 ? 'none' : texts.join(', ');
}
