import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../common/atomicFile';
import { canonicalHash, canonicalJson } from '../../common/canonicalJson';
import { ResultsError } from '../../common/errors';
import { withRemedy } from '../../common/remedy';
import { readJson } from '../../common/validation';
import type { AugmentationConfiguration } from '../../datasets/augmentation';
import type { NetworkLayerSensitivity } from '../../mqat/networkSensitivity';
import type { TraceProgress } from '../../sensitivity/layerTraces';
import type { TraceOptions } from '../../sensitivity/traceEstimate';
import type { EngineIdentity } from '../configuration/runIdentity';
import { augmentationSchema } from '../configuration/runSchemas';

/** Everything that a measured sensitivity depends on. */
export interface SensitivityIdentity {
  /** Id of the run whose network it is; it stands for data, code and engine of the training */
  readonly run: string;
  /** Those that the run leaves at full precision */
  readonly modules: readonly string[];
  /** Those that errors are kept of */
  readonly widths: readonly number[];
  /** Of training images: the first ones of the run's own stream */
  readonly batches: {
    readonly seed: number;
    readonly count: number;
    readonly size: number;
    readonly augmentation: AugmentationConfiguration;
  };
  readonly traces: TraceOptions;
  /** Hash of what the measuring code does */
  readonly behavioralFingerprint: string;
  readonly engine: EngineIdentity;
}

/** A sensitivity as it is kept: whole, or as far as it was measured. */
export interface SensitivityRecord {
  readonly identity: SensitivityIdentity;
  readonly progress: TraceProgress;
  /** Every layer, once the last probe was drawn */
  readonly layers?: readonly NetworkLayerSensitivity[];
}

const finite = z.number();
const count = z.number().int().min(0);

const recordSchema: z.ZodType<SensitivityRecord> = z.strictObject({
  identity: z.strictObject({
    run: z.string(),
    modules: z.array(z.string()),
    widths: z.array(finite),
    batches: z.strictObject({ seed: count, count, size: count, augmentation: augmentationSchema }),
    traces: z.strictObject({
      relativeError: finite,
      standardErrors: finite,
      minimumProbes: count,
      maximumProbes: count,
      seed: count,
    }),
    behavioralFingerprint: z.string(),
    engine: z.strictObject({
      mode: z.string(),
      device: z.enum(['cpu', 'gpu']),
      threads: count,
      tensorflow: z.string(),
    }),
  }),
  progress: z.strictObject({
    probes: count,
    sums: z.record(z.string(), z.strictObject({ sum: finite, squares: finite })),
  }),
  layers: z
    .array(
      z.strictObject({
        layer: z.string(),
        module: z.string(),
        weights: count,
        differentiation: z.enum(['exact', 'central differences']),
        trace: finite,
        interval: z.strictObject({ low: finite, high: finite }),
        probes: count,
        converged: z.boolean(),
        squaredErrors: z.array(finite),
      }),
    )
    .exactOptional(),
});
const fileSchema = z.strictObject({ digest: z.string(), record: recordSchema });

/** @returns the file of a sensitivity in the folder of its run; what was measured otherwise has another name */
export function sensitivityFile(workFolder: string, identity: SensitivityIdentity): string {
  return join(workFolder, identity.run, `sensitivity-${canonicalHash(identity).slice(0, 16)}.json`);
}

/** Writes a sensitivity, whole or as far as it goes; a reader sees the old file or the new one. */
export async function writeSensitivity(file: string, record: SensitivityRecord): Promise<void> {
  const content = { digest: canonicalHash(record), record };
  await writeFileAtomically(file, `${JSON.stringify(content, null, 2)}\n`);
}

/**
 * Reads a sensitivity and checks all of it.
 * @param identity - what it must have been measured with
 * @returns undefined where the file is not there
 * @throws ResultsError when the file is damaged, or was measured with something else
 */
export async function readSensitivity(
  file: string,
  identity: SensitivityIdentity,
): Promise<SensitivityRecord | undefined> {
  if (!existsSync(file)) return undefined;
  const read = () => readJson(file, fileSchema, ResultsError);
  const { digest, record } = await withRemedy(ResultsError, remedy, read);
  const found = canonicalHash(record);
  if (found !== digest) throw damaged(file, 'digest', found, `the SHA-256 ${digest} of what was written`);
  const [own, wanted] = [canonicalJson(record.identity), canonicalJson(identity)];
  if (own !== wanted) throw damaged(file, 'identity', own, wanted);
  return record;
}

const remedy = 'Remove the file, and run the command again: the sensitivity is measured again.';

function damaged(file: string, field: string, found: string, expected: string): ResultsError {
  return new ResultsError({ file, field, found, expected, remedy });
}
