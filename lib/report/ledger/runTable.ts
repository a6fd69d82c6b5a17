import { unparse } from 'papaparse';
import type { ProfileName } from '../../experiments/configuration/runConfiguration';
import type { StoredRun } from '../../experiments/store/storedRun';
import { studies, usualStudies } from '../../experiments/studies/registry';
import { storedScope, storedStudyResults } from '../../experiments/studies/studyResults';

/** What the whole study may take at mini scale. */
export const budgetCoreHours = 24;

/** A stored run and what it took. */
export interface RunTableRow {
  readonly id: string;
  /** Names of the studies that use it */
  readonly studies: string;
  readonly network: string;
  readonly dataset: string;
  readonly role: string;
  readonly seed: number;
  readonly steps: number;
  /** Wall time, s, as measured */
  readonly seconds: number;
  /** Processor time of all threads, s; null where it was not measured */
  readonly processorSeconds: number | null;
  /** Threads of its engine: the cores it is counted on */
  readonly threads: number;
  /** Cores of its machine */
  readonly cores: number;
  readonly processor: string;
  /** First digits of the digest of what it computes, to the last bit; null in earlier runs */
  readonly numerics: string | null;
  /** ISO 8601 */
  readonly started: string;
}

/**
 * @param stored - all runs of the profile
 * @returns one row a run, in the order in which they were started
 */
export function runTable(profile: ProfileName, stored: readonly StoredRun[]): RunTableRow[] {
  const users = studiesByRun(profile, stored);
  return [...stored]
    .sort((a, b) => startOf(a).localeCompare(startOf(b)) || a.id.localeCompare(b.id))
    .map(({ id, ingredients: { configuration }, environment }) => ({
      id,
      studies: (users.get(id) ?? []).join(' '),
      network: configuration.model.network,
      dataset: configuration.dataset.name,
      role: configuration.role,
      seed: configuration.seed,
      steps: configuration.training.plan.steps,
      seconds: tenths(environment.wallSeconds),
      processorSeconds:
        environment.processorSeconds === undefined ? null : tenths(environment.processorSeconds),
      threads: environment.engine.threads,
      cores: environment.cores,
      processor: environment.processor,
      numerics: environment.numerics?.slice(0, 8) ?? null,
      started: environment.startedAt,
    }));
}

/** @returns the sum of processor time, h; of seconds times threads where it was not measured, which other load lengthens */
export function coreHours(rows: readonly RunTableRow[]): number {
  const secondsOf = ({ processorSeconds, seconds, threads }: RunTableRow) =>
    processorSeconds ?? seconds * threads;
  return rows.reduce((sum, row) => sum + secondsOf(row), 0) / 3600;
}

/** @returns the runs that count for the budget: all but those that only extra studies use */
export function budgetedRuns(rows: readonly RunTableRow[]): RunTableRow[] {
  const usual = new Set(usualStudies.map(({ name }) => name));
  return rows.filter((row) => row.studies === '' || row.studies.split(' ').some((name) => usual.has(name)));
}

/** @returns one sentence: how many runs count for the budget, and their core-hours beside the budget */
export function costSentence(rows: readonly RunTableRow[]): string {
  const counted = budgetedRuns(rows);
  return `${counted.length} runs took ${coreHours(counted).toFixed(2)} core-hours of ${budgetCoreHours}`;
}

/** @returns the run table as CSV (RFC 4180) */
export function runTableCsv(rows: readonly RunTableRow[]): string {
  return `${unparse([...rows], { newline: '\n' })}\n`;
}

const tenths = (value: number) => Math.round(10 * value) / 10;

function startOf({ environment }: StoredRun): string {
  return environment.startedAt;
}

function studiesByRun(profile: ProfileName, stored: readonly StoredRun[]): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const study of studies) {
    const scope = storedScope(profile, study, stored);
    if (scope === undefined) continue;
    const used = storedStudyResults(study, scope, stored).flatMap(({ results }) => [...results.values()]);
    for (const id of new Set(used.map((run) => run.id)))
      users.set(id, [...(users.get(id) ?? []), study.name]);
  }
  return users;
}
