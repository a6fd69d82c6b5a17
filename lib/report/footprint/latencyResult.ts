import { basename } from 'node:path';
import { z } from 'zod';
import { ResultsError } from '../../common/errors';
import { jsonFiles } from '../../common/jsonFiles';
import { readJson } from '../../common/validation';
import { noteResultReads } from '../../experiments/store/resultReads';

/** One exported network as a runtime ran it, an image at a time. */
export interface LatencyRow {
  readonly network: string;
  readonly scale: string;
  /** Such as `float32` or `int8, integer kernels` */
  readonly variant: string;
  /** Bits of the weights of each module in the order of the data flow, such as `8-2-8` */
  readonly moduleBits: string;
  /** Of the inputs of layers */
  readonly activationBits: number;
  /** Of the file */
  readonly bytes: number;
  /** Multiply-accumulates times weight bits times activation bits, for one image */
  readonly bitOperations: number;
  readonly medianMilliseconds: number;
  readonly ninetiethPercentileMilliseconds: number;
  /** Highest resident memory of a process that only runs this file, bytes */
  readonly residentBytes: number;
  /** Median of float32 in the same round over this median, the median of all rounds: above 1, it is faster */
  readonly speed: number;
}

/** What a measurement of latencies found, with where it was. */
export interface LatencyResult {
  /** Of onnxruntime: `cpu` or `cuda` */
  readonly provider: string;
  readonly rows: readonly LatencyRow[];
  readonly threads: number;
  /** Turns that each variant had, all of them one after the other in each */
  readonly rounds: number;
  /** Runs in each turn before those that count */
  readonly warmUp: number;
  /** Runs in each turn that count */
  readonly repetitions: number;
  readonly machine: {
    readonly system: string;
    readonly processor: string;
    readonly cores: number;
    /** Bytes */
    readonly memory: number;
    /** Average number of running processes over a minute, before and after */
    readonly load: readonly number[];
  };
  readonly versions: Readonly<Record<string, string>>;
  readonly codeVersion: string;
  readonly date: string;
}

/** What every other variant is held against: one that a result must have. */
export const wholeVariant = 'float32';

const amount = z.number().positive();
const latencySchema: z.ZodType<LatencyResult> = z.strictObject({
  provider: z.string(),
  rows: z
    .array(
      z.strictObject({
        network: z.string(),
        scale: z.string(),
        variant: z.string(),
        moduleBits: z.string(),
        activationBits: amount,
        bytes: amount,
        bitOperations: amount,
        medianMilliseconds: amount,
        ninetiethPercentileMilliseconds: amount,
        residentBytes: amount,
        speed: amount,
      }),
    )
    .refine((rows) => rows.some(({ variant }) => variant === wholeVariant), {
      message: `a row of ${wholeVariant}`,
    }),
  threads: amount,
  rounds: amount,
  warmUp: z.number(),
  repetitions: amount,
  machine: z.strictObject({
    system: z.string(),
    processor: z.string(),
    cores: amount,
    memory: amount,
    load: z.array(z.number()),
  }),
  versions: z.record(z.string(), z.string()),
  codeVersion: z.string(),
  date: z.string(),
});

/**
 * @param folder - such as `results/latency`
 * @returns what was measured, in the order of the files' names; nothing where the folder is missing
 * @throws ResultsError when a file is damaged
 */
export async function readLatencyResults(folder: string): Promise<LatencyResult[]> {
  noteResultReads([`${basename(folder)}/`]);
  const files = await jsonFiles(folder);
  return Promise.all(files.map((file) => readJson(file, latencySchema, ResultsError)));
}
