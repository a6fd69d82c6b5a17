import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../../common/atomicFile';
import { codeVersion } from '../../../common/codeVersion';
import { ResultsError } from '../../../common/errors';
import { isThere } from '../../../common/isThere';
import { jsonFiles } from '../../../common/jsonFiles';
import { readJson } from '../../../common/validation';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import { noteResultReads } from '../../../experiments/store/resultReads';
import type { VoteSpread } from '../../../metrics/voteSpread';

/** The clouds of votes of a run's network, as they are kept. */
export interface CloudRecord {
  /** Id of the run */
  readonly run: string;
  readonly dataHash: string;
  readonly codeVersion: string;
  /** Positions in the test set, ascending */
  readonly images: readonly number[];
  /** One an image, shares of the diameter as it is seen: [spread, error]; null where fewer than two cells voted */
  readonly clouds: readonly (readonly [spread: number, error: number] | null)[];
}

const share = z.number().min(0);
const recordSchema: z.ZodType<CloudRecord> = z
  .strictObject({
    run: z.string(),
    dataHash: z.string(),
    codeVersion: z.string(),
    images: z.array(z.number().int().min(0)).min(1),
    clouds: z.array(z.tuple([share, share]).nullable()),
  })
  .refine(({ images, clouds }) => images.length === clouds.length, {
    path: ['clouds'],
    message: 'one entry an image',
  });

/** Digits that are kept of a share. */
const precision = 5;

const folderOf = (resultsFolder: string, profile: ProfileName) => join(resultsFolder, 'votes', profile);
const fileOf = (resultsFolder: string, profile: ProfileName, run: string) =>
  join(folderOf(resultsFolder, profile), `${run}.json`);

/**
 * @returns what is kept of a run; undefined where nothing is
 * @throws ResultsError when the file is damaged
 */
export async function readClouds(
  resultsFolder: string,
  profile: ProfileName,
  run: string,
): Promise<CloudRecord | undefined> {
  const file = fileOf(resultsFolder, profile, run);
  return (await isThere(file)) ? readJson(file, recordSchema, ResultsError) : undefined;
}

/** Keeps the clouds of a run in place of what was kept before. */
export async function writeClouds(
  resultsFolder: string,
  profile: ProfileName,
  { run, dataHash }: Pick<CloudRecord, 'run' | 'dataHash'>,
  images: readonly number[],
  clouds: readonly (VoteSpread | undefined)[],
): Promise<CloudRecord> {
  const rounded = (value: number) => Number(value.toPrecision(precision));
  const record: CloudRecord = {
    ...{ run, dataHash, codeVersion: await codeVersion(), images },
    clouds: clouds.map((cloud) => (cloud ? [rounded(cloud.spread), rounded(cloud.error)] : null)),
  };
  await writeFileAtomically(fileOf(resultsFolder, profile, run), `${JSON.stringify(record)}\n`);
  return record;
}

/**
 * @returns the clouds that are kept of a profile's runs, by the run's id
 * @throws ResultsError when a file is damaged
 */
export async function listClouds(
  resultsFolder: string,
  profile: ProfileName,
): Promise<ReadonlyMap<string, CloudRecord>> {
  if (profile !== 'smoke') noteResultReads([`votes/${profile}/`]);
  const files = await jsonFiles(folderOf(resultsFolder, profile));
  const records = await Promise.all(files.map((file) => readJson(file, recordSchema, ResultsError)));
  return new Map(records.map((record) => [record.run, record]));
}
