import { existsSync } from 'node:fs';
import { z } from 'zod';
import { writeFileAtomically } from '../../common/atomicFile';
import { canonicalHash, canonicalJson } from '../../common/canonicalJson';
import { ResultsError } from '../../common/errors';
import { withRemedy } from '../../common/remedy';
import { readJson } from '../../common/validation';
import type { PoseMetric } from '../../metrics/poseEvaluation';
import type { EvaluationConfiguration } from '../configuration/runConfiguration';

/** Everything that the errors of a network with some parts quantized depend on. */
export interface PartErrorsIdentity {
  /** Hash of all that the network multiplies with, quantized and not */
  readonly weights: string;
  /** Hash of the data set */
  readonly data: string;
  /** How many of its images, from the first */
  readonly images: number;
  /** How many objects are in them */
  readonly poses: number;
  readonly method: string;
  readonly bits: number;
  /** What is quantized together */
  readonly parts: readonly string[];
  readonly metric: PoseMetric;
  readonly decoding: Pick<EvaluationConfiguration, 'confidenceThreshold' | 'ransac'>;
}

/** Error of every pose over the diameter, null where nothing was found. */
export type PoseErrorList = readonly (number | null)[];

/** What was evaluated so far. */
export interface PartErrors {
  readonly identity: PartErrorsIdentity;
  /** By what was quantized: a digit a part, 1 where it was */
  readonly errors: Readonly<Record<string, PoseErrorList>>;
}

const partErrorsSchema: z.ZodType<PartErrors> = z.strictObject({
  identity: z.strictObject({
    weights: z.string(),
    data: z.string(),
    images: z.number().int().min(1),
    poses: z.number().int().min(1),
    method: z.string(),
    bits: z.number(),
    parts: z.array(z.string()),
    metric: z.enum(['ADD', 'ADI']),
    decoding: z.strictObject({
      confidenceThreshold: z.number(),
      ransac: z.strictObject({
        iterations: z.number(),
        inlierThreshold: z.number(),
        confidence: z.number(),
      }),
    }),
  }),
  errors: z.record(z.string().regex(/^[01]+$/), z.array(z.number().min(0).nullable())),
});
const fileSchema = z.strictObject({ digest: z.string(), record: partErrorsSchema });

/** Writes what was evaluated so far; a reader sees the old file or the new one. */
export async function writePartErrors(file: string, record: PartErrors): Promise<void> {
  await writeFileAtomically(file, `${JSON.stringify({ digest: canonicalHash(record), record })}\n`);
}

/**
 * Reads what was evaluated before.
 * @param identity - what it must have been evaluated with
 * @returns no errors where the file is not there
 * @throws ResultsError when the file is damaged, or was evaluated with something else, which it names
 */
export async function readPartErrors(file: string, identity: PartErrorsIdentity): Promise<PartErrors> {
  if (!existsSync(file)) return { identity, errors: {} };
  const read = () => readJson(file, fileSchema, ResultsError);
  const { digest, record } = await withRemedy(ResultsError, remedy, read);
  const actual = canonicalHash(record);
  if (actual !== digest) throw unusable(file, 'digest', actual, `the SHA-256 ${digest} of what was written`);
  for (const name of Object.keys(identity) as (keyof PartErrorsIdentity)[]) {
    const [found, wanted] = [record.identity, identity].map((one) => canonicalJson({ [name]: one[name] }));
    if (found !== wanted) throw unusable(file, `identity.${name}`, found, wanted);
  }
  for (const [key, errors] of Object.entries(record.errors)) {
    if (errors.length === identity.poses && key.length === identity.parts.length) continue;
    const [found, wanted] = [
      `${errors.length} errors of ${key.length} parts`,
      `${identity.poses} of ${identity.parts.length}`,
    ];
    throw unusable(file, `errors.${key}`, found, wanted);
  }
  return record;
}

const remedy = 'Remove the file, or name another one: everything is evaluated again.';

function unusable(file: string, field: string, found: string, expected: string): ResultsError {
  return new ResultsError({ file, field, found, expected, remedy });
}
