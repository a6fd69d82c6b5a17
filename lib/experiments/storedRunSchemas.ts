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
const engineSchema = z.strictObject({
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
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  wallSeconds: z.number().min(0),
});
/** The files of a stored run whose digests its manifest holds. */
export const contentFiles = [
  'config.json',
  'metrics.json',
  'curve.json',
  'images.json',
  'environment.json',
] as const;
export type ContentFile = (typeof contentFiles)[number];
/** SHA-256 of each content file. */
export const manifestSchema: z.ZodType<Record<ContentFile, string>> = z.strictObject({
  'config.json': digest,
  'metrics.json': digest,
  'curve.json': digest,
  'images.json': digest,
  'environment.json': digest,
});
