/*
 * Runs that failed, as the store keeps them: beside the results and not among them, one file each, gone once the run has a
 * result.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../common/atomicFile';
import {
  EnvironmentError,
  InputError,
  InterruptionError,
  ResultsError,
  type InputProblem,
  type NumericalFault,
} from '../../common/errors';
import { jsonFiles } from '../../common/jsonFiles';
import { readJson } from '../../common/validation';
import { runIdentity, runSlug, type RunIngredients } from '../configuration/runIdentity';

/** Why a run has no result. */
export interface FailedRun {
  readonly id: string;
  /** In words, such as `wdr-mini-8-2-8-lsq-seed0` */
  readonly slug: string;
  /** ISO 8601 */
  readonly failedAt: string;
  /** Class of the error */
  readonly error: string;
  /** Where its numbers went wrong, if they did */
  readonly problem: InputProblem & { readonly fault?: NumericalFault };
}

const text = z.string();
const failedSchema = z.strictObject({
  id: text,
  slug: text,
  failedAt: z.iso.datetime(),
  error: text,
  problem: z.looseObject({
    run: text.exactOptional(),
    file: text.exactOptional(),
    field: text.exactOptional(),
    found: text,
    expected: text,
    remedy: text,
    fault: z
      .strictObject({
        kind: text,
        step: z.number().int().min(0),
        place: text,
        value: text,
        checkpoint: z.strictObject({ file: text, step: z.number().int().min(0) }).exactOptional(),
      })
      .exactOptional(),
  }),
});

/**
 * Records why a run failed; a run that somebody stopped, or whose process died, has not failed by itself.
 * @param folder - of the failed runs of a profile
 */
export async function recordFailure(
  folder: string,
  ingredients: RunIngredients,
  error: unknown,
): Promise<void> {
  if (!(error instanceof InputError)) return;
  if (error instanceof InterruptionError || error instanceof EnvironmentError) return;
  const failed: FailedRun = {
    id: runIdentity(ingredients),
    slug: runSlug(ingredients.configuration),
    failedAt: new Date().toISOString(),
    error: error.name,
    problem: error.problem,
  };
  await writeFileAtomically(fileOf(folder, failed.id), `${JSON.stringify(failed, undefined, 2)}\n`);
}

/** Forgets that a run failed. */
export async function forgetFailure(folder: string, id: string): Promise<void> {
  await rm(fileOf(folder, id), { force: true });
}

/**
 * @returns the failed runs of a profile, by id
 * @throws ResultsError when a record is damaged
 */
export async function readFailures(folder: string): Promise<ReadonlyMap<string, FailedRun>> {
  const files = await jsonFiles(folder);
  const records = await Promise.all(
    files.map(async (file) => (await readJson(file, failedSchema, ResultsError)) as FailedRun),
  );
  return new Map(records.map((record) => [record.id, record]));
}

function fileOf(folder: string, id: string): string {
  return join(folder, `${id}.json`);
}
