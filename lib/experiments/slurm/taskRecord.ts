import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../common/atomicFile';
import { ResultsError } from '../../common/errors';
import { isThere } from '../../common/isThere';
import type { Reporter } from '../../common/reporter';
import { readJson } from '../../common/validation';

const schema = z.strictObject({
  /** Job and place of the last attempt, such as `12_3` */
  job: z.string().min(1),
  host: z.string(),
  /** `requeued` asked Slurm for another attempt, `stopped` was told to end */
  state: z.enum(['running', 'requeued', 'stopped', 'failed', 'done']),
  /** What is being done, and how far it is */
  progress: z
    .strictObject({ label: z.string(), completed: z.number(), total: z.number(), unit: z.string() })
    .nullable(),
  attempts: z.number().int().min(1),
  /** Worker processes that died in all attempts */
  deaths: z.number().int().min(0),
  /** What went wrong last */
  message: z.string().nullable(),
  updatedAt: z.iso.datetime(),
});

/** What the task of a run last said of itself. */
export type TaskRecord = z.infer<typeof schema>;

/** A record that its task keeps. */
export interface KeptTaskRecord {
  readonly deaths: number;
  /** Says what the task does, and how far it is, to another reporter and to the record. */
  readonly reporter: Reporter;
  end(state: TaskRecord['state'], changes?: Partial<Pick<TaskRecord, 'deaths' | 'message'>>): Promise<void>;
}

/** Milliseconds between two writes of progress. */
const writeInterval = 2000;

/** @returns what the task of a run last said; undefined where it has not begun */
export async function readTaskRecord(folder: string, run: string): Promise<TaskRecord | undefined> {
  const file = recordFile(folder, run);
  return (await isThere(file)) ? readJson(file, schema, ResultsError) : undefined;
}

/**
 * Begins an attempt of a task; what earlier ones counted is kept.
 * @param folder - of the submission
 */
export async function keepTaskRecord(
  folder: string,
  run: string,
  job: string,
  reporter: Reporter,
): Promise<KeptTaskRecord> {
  const earlier = await readTaskRecord(folder, run);
  const file = recordFile(folder, run);
  let record: TaskRecord = {
    ...{ job, host: hostname(), state: 'running', progress: null, updatedAt: '' },
    ...{ attempts: (earlier?.attempts ?? 0) + 1, deaths: earlier?.deaths ?? 0, message: null },
  };
  let writing: Promise<void> = Promise.resolve();
  let writtenAt = -Infinity;
  const write = (changes: Partial<TaskRecord>) => {
    record = { ...record, ...changes, updatedAt: new Date().toISOString() };
    writtenAt = performance.now();
    const content = `${JSON.stringify(record, undefined, 1)}\n`;
    writing = writing.then(() => writeFileAtomically(file, content));
    return writing;
  };
  await write({});
  return {
    deaths: record.deaths,
    end: (state, changes = {}) => write({ state, ...changes }),
    reporter: {
      ...reporter,
      progress(label, total, unit) {
        const task = reporter.progress(label, total, unit);
        return {
          ...task,
          update(completed, figures) {
            task.update(completed, figures);
            if (performance.now() - writtenAt < writeInterval) return;
            // What is said in between may get lost; the task does not fail for it.
            write({ progress: { label, completed, total, unit } }).catch((error: unknown) => {
              writing = Promise.resolve();
              reporter.warn(String(error));
            });
          },
        };
      },
    },
  };
}

function recordFile(folder: string, run: string): string {
  return join(folder, 'tasks', `${run}.json`);
}
