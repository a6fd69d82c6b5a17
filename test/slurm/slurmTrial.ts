/* An array of 20 smoke runs on a real Slurm, disturbed while it is done, against the same runs done by the local executor. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { causeText } from '../../lib/common/causeText';
import { canonicalJson, sha256 } from '../../lib/common/canonicalJson';
import type { Reporter } from '../../lib/common/reporter';
import type { Executor, ExecutorContext, ExecutorMaker } from '../../lib/experiments/execution/executor';
import {
  fullPrecisionRuns,
  quantizedRun,
  type ExperimentRun,
} from '../../lib/experiments/configuration/experiment';
import { createExperimentRunner } from '../../lib/experiments/execution/experimentRunner';
import { experimentScope, wdrOnSwissCube } from '../../lib/experiments/configuration/experimentScope';
import { identifyRuns, type IdentifiedRun } from '../../lib/experiments/execution/identifiedRuns';
import { createLocalExecutor } from '../../lib/experiments/execution/localExecutor';
import { metricDifferences } from '../../lib/experiments/store/metricDifferences';
import { openResultsStore } from '../../lib/experiments/store/resultsStore';
import { weightsFile } from '../../lib/experiments/run/runFiles';
import { slurmCluster } from '../../lib/experiments/slurm/slurmCommands';
import { slurmExecutor } from '../../lib/experiments/slurm/slurmExecutor';
import { openSlurmSubmission } from '../../lib/experiments/slurm/slurmSubmission';
import { logFolder } from '../../lib/experiments/slurm/submissionPlan';
import { readSubmission, submissionFolder } from '../../lib/experiments/slurm/submissionFile';
import { readTaskRecord } from '../../lib/experiments/slurm/taskRecord';
import type { StoredRun } from '../../lib/experiments/store/storedRun';
import { createWorkerProcesses } from '../../lib/experiments/execution/workerProcesses';
import { disturb, type Disturbance } from './disturbances';
import type { TestCluster } from './slurmDaemons';

/** A disturbed task, and how it went on. */
export interface RecoveredTask extends Disturbance {
  readonly title: string;
  readonly attempts: number;
  /** Steps at which attempts went on from a checkpoint */
  readonly resumedAt: readonly number[];
}

/** What became of the array. */
export interface SlurmTrial {
  readonly version: string;
  /** Runs of the array; the one that they start from is beside them */
  readonly tasks: number;
  readonly recovered: readonly RecoveredTask[];
  /** Runs whose metrics, curve, errors by image and weights are those of the local executor */
  readonly identical: number;
  /** Runs of both in all */
  readonly runs: number;
  /** From submission to the last result, s */
  readonly seconds: number;
  /** By the local executor, two at a time, s */
  readonly localSeconds: number;
  readonly faults: readonly string[];
}

const name = 'trial';
/** Widths of backbone, fpn and head; each by LSQ and by INQ. */
const widths = [
  ...[
    [2, 32, 32],
    [32, 2, 32],
    [32, 32, 2],
    [8, 8, 8],
    [4, 4, 4],
  ],
  ...[
    [8, 2, 8],
    [4, 2, 8],
    [8, 4, 4],
    [2, 2, 8],
    [3, 3, 3],
  ],
];

/**
 * @param folder - for both executors; its name may have spaces
 * @param cluster - that Slurm's commands find
 */
export async function trySlurm(
  folder: string,
  cluster: TestCluster,
  reporter: Reporter,
): Promise<SlurmTrial> {
  const root = join(folder, 'submissions');
  const makeSlurm = slurmExecutor({ name, root, atOnce: 2, pollInterval: 2000 });
  const shared = await useExecutor(join(folder, 'shared'), makeSlurm, reporter, async (executor) => {
    const runs = identifyRuns(trialRuns(), await executor.prepare({ name: 'swisscube-mini' }));
    const begun = performance.now();
    const submission = await executor.submit(runs);
    const place = submissionFolder(name, root);
    const array = (await readSubmission(place)).arrays[1];
    const befallen: Disturbance[] = [];
    const failures: string[] = [];
    const disturbed = disturb({ cluster, slurm: slurmCluster, folder: place, array }, (disturbance, text) => {
      befallen.push(disturbance);
      reporter.info(text);
    }).catch((error: unknown) => failures.push(`not all was tried: ${causeText(error)}`));
    const [results] = await Promise.all([submission.collect(), disturbed]);
    const seconds = (performance.now() - begun) / 1000;
    const statuses = await (await openSlurmSubmission(place, slurmCluster, reporter)).status();
    const recovered = await Promise.all(
      befallen.map(async (disturbance) => ({
        ...disturbance,
        title: runs.find(({ id }) => id === disturbance.run)!.title,
        attempts: (await readTaskRecord(place, disturbance.run))!.attempts,
        resumedAt: resumedSteps(
          await readFile(join(logFolder(place), `${array.job}_${disturbance.index}.log`), 'utf8'),
        ),
      })),
    );
    const unfinished = statuses
      .filter(({ state }) => state !== 'done')
      .map(({ title, state, detail }) => `${title} is ${state}: ${detail}`);
    const faults = [...failures, ...unfinished];
    return { tasks: array.runs.length, runs, results, seconds, recovered, faults };
  });
  const local = await useExecutor(join(folder, 'local'), createLocalExecutor, reporter, async (executor) => {
    const runs = identifyRuns(trialRuns(), await executor.prepare({ name: 'swisscube-mini' }));
    const begun = performance.now();
    const results = await (await executor.submit(runs)).collect();
    return { results, seconds: (performance.now() - begun) / 1000 };
  });
  const differences = await differencesOf(shared.runs, [shared.results, local.results], folder);
  return {
    ...{ version: cluster.version, tasks: shared.tasks, recovered: shared.recovered },
    ...{ runs: shared.runs.length, seconds: shared.seconds, localSeconds: local.seconds },
    identical: shared.runs.length - differences.length,
    faults: [...shared.faults, ...differences, ...withoutEffect(shared.recovered)],
  };
}

function trialRuns(): ExperimentRun[] {
  const contents = { images: { train: 320, validation: 64, test: 64 }, objectCount: 1 };
  const scope = experimentScope('smoke', wdrOnSwissCube, contents);
  const quantized = (['lsq', 'inq'] as const).flatMap((method) =>
    widths.map(([backbone, fpn, head]) => quantizedRun(scope, 0, method, { backbone, fpn, head })),
  );
  return [...fullPrecisionRuns(scope, 0), ...quantized];
}

async function useExecutor<T>(
  folder: string,
  makeExecutor: ExecutorMaker,
  reporter: Reporter,
  work: (executor: Executor) => Promise<T>,
): Promise<T> {
  const workFolder = join(folder, 'work');
  const workers = createWorkerProcesses({ count: 2, threads: 1, workFolder });
  const store = openResultsStore(join(folder, 'results'), reporter);
  const runner = createExperimentRunner({ workers, store, workFolder, reporter });
  const context: ExecutorContext = { profile: 'smoke', workers, runner, store, workFolder, reporter };
  try {
    return await work(makeExecutor(context));
  } finally {
    await workers.close();
  }
}

/** @returns a line for each run that is not the same in both */
async function differencesOf(
  runs: readonly IdentifiedRun[],
  [shared, local]: readonly ReadonlyMap<string, StoredRun>[],
  folder: string,
): Promise<string[]> {
  const lines: string[] = [];
  for (const { id, title } of runs) {
    const [ours, theirs] = [shared.get(id), local.get(id)];
    if (ours === undefined || theirs === undefined) {
      lines.push(`${title}: no result by ${ours === undefined ? 'Slurm' : 'the local executor'}`);
      continue;
    }
    const [hash, localHash] = await Promise.all(
      ['shared', 'local'].map(async (place) =>
        sha256(await readFile(weightsFile(join(folder, place, 'work'), id))),
      ),
    );
    const found = [
      ...metricDifferences(theirs.metrics, ours.metrics),
      ...(canonicalJson(ours.curve) === canonicalJson(theirs.curve) ? [] : ['the curve differs']),
      ...(canonicalJson(ours.images) === canonicalJson(theirs.images) ? [] : ['errors by image differ']),
      ...(hash === localHash ? [] : ['the weights differ']),
    ];
    if (found.length > 0) lines.push(`${title}: ${found.join(', ')}`);
  }
  return lines;
}

/** What befell a task must have cost it an attempt, and where it was told before, no step. */
function withoutEffect(recovered: readonly RecoveredTask[]): string[] {
  return recovered.flatMap(({ what, warned, title, attempts, resumedAt, step }) => [
    ...(attempts > 1 ? [] : [`${title}: ${what}, but done in one attempt`]),
    ...(warned && !resumedAt.some((at) => at >= step)
      ? [`${title}: ${what} at step ${step}, resumed at ${resumedAt.join(', ') || 'none'}`]
      : []),
  ]);
}

function resumedSteps(log: string): number[] {
  return [...log.matchAll(/resumed at step (\d+) of/g)].map(([, step]) => Number(step));
}
