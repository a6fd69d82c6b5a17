import { z } from 'zod';

const text = z.string().min(1);
const tableSchema = <T extends z.ZodType>(cell: T) =>
  z
    .strictObject({ columns: z.array(text), rows: z.array(z.array(cell)) })
    .refine(
      ({ columns, rows }) => rows.every((row) => row.length === columns.length),
      'rows as long as columns',
    );
const digest = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits');
export const engineSchema = z.strictObject({
  mode: text,
  device: z.enum(['cpu', 'gpu']),
  threads: z.number().int().min(1),
  tensorflow: text,
});
export const configSchema = z.strictObject({
  id: text,
  configuration: z.record(z.string(), z.json()),
  dataHash: text,
  behavioralFingerprint: text,
  engine: engineSchema,
});
export const metricsSchema = z.record(
  text,
  z.strictObject({
    value: z.number(),
    interval: z.strictObject({ low: z.number(), high: z.number() }).exactOptional(),
  }),
);
export const curveSchema = tableSchema(z.number());
export const imagesSchema = tableSchema(z.number().nullable());
export const environmentSchema = z.strictObject({
  node: text,
  system: text,
  host: text,
  processor: z.string(),
  cores: z.number().int().min(1),
  memory: z.number().min(0),
  engine: engineSchema,
  codeVersion: text,
  // Not there in runs of before 2026-11-30.
  numerics: digest.exactOptional(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  wallSeconds: z.number().min(0),
  // Not measured in runs of before 2026-11-29.
  processorSeconds: z.number().min(0).exactOptional(),
});
/** The file that only runs on a data set with a second test have. */
export const occludedFile = 'occluded.json';
/** SHA-256 of each file of a stored run. */
export const manifestSchema = z.strictObject({
  'config.json': digest,
  'metrics.json': digest,
  'curve.json': digest,
  'images.json': digest,
  'environment.json': digest,
  [occludedFile]: digest.exactOptional(),
});
