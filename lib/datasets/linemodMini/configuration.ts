import { z } from 'zod';
import { sha256 } from '../../common/canonicalJson';
import { ConfigurationError } from '../../common/errors';
import { validate } from '../../common/validation';
import type { Split } from '../poseDataset';

/** Camera and views of the sets of household objects. */
export interface TableViewConfiguration {
  readonly seed: number;
  /** px */
  readonly width: number;
  /** px */
  readonly height: number;
  /** px */
  readonly focalLength: number;
  /** z of the point that the camera looks at, uniform between the two, mm */
  readonly distance: { readonly minimum: number; readonly maximum: number };
  /** How far above the table the camera stands, uniform between the two, degrees */
  readonly elevations: { readonly minimum: number; readonly maximum: number };
  /** Share of the image on each side where that point does not lie; it is uniform in the rest */
  readonly centerMargin: number;
  /** Points along each side of a pixel */
  readonly supersampling: number;
}

/** Everything that decides the pixels of a LINEMOD-mini set: one object is looked for in an image. */
export interface LinemodMiniConfiguration extends TableViewConfiguration {
  /** Images an object */
  readonly images: Readonly<Record<Split, number>>;
  /** Share of the training images that are real-like, the others are renders; validation and test are real-like */
  readonly realShare: number;
}

/** Everything that decides the pixels of an O-LINEMOD-mini set, which is for testing only: objects before others. */
export interface OccludedLinemodMiniConfiguration extends TableViewConfiguration {
  readonly images: number;
  /** How many of the objects stand together, uniform between the two */
  readonly objects: { readonly minimum: number; readonly maximum: number };
}

const view = {
  seed: 1,
  width: 64,
  height: 64,
  focalLength: 1.2 * 64,
  supersampling: 2,
} as const;

/**
 * The mini task. Of 500 real-like images an object 15 %, 75, are for training, beside 425 renders: they are 15 % of the
 * training images too.
 */
export const defaultLinemodMini: LinemodMiniConfiguration = {
  ...view,
  images: { train: 500, validation: 125, test: 300 },
  realShare: 0.15,
  distance: { minimum: 320, maximum: 520 },
  elevations: { minimum: 15, maximum: 75 },
  centerMargin: 0.35,
};

/** The same objects and camera, from farther away and lower, where things hide each other. */
export const defaultOccludedLinemodMini: OccludedLinemodMiniConfiguration = {
  ...view,
  images: 600,
  objects: { minimum: 5, maximum: 8 },
  distance: { minimum: 420, maximum: 620 },
  elevations: { minimum: 8, maximum: 45 },
  centerMargin: 0.4,
};

/** Raised whenever the same configuration gives other files, so that no old set is taken for a new one. */
export const RENDERING_VERSION = 1;
/** The household's things, each once */
export const OBJECT_COUNT = 8;

const count = z.int('a whole number of images').min(1, 'at least 1 image').max(100_000);
const pixels = z.int('a whole number of px').min(8, 'at least 8 px').max(4096, 'at most 4096 px');
const objects = z
  .int('a whole number of objects')
  .min(1, 'at least 1')
  .max(OBJECT_COUNT, `at most ${OBJECT_COUNT}`);
const range = (number: z.ZodNumber) =>
  z
    .strictObject({ minimum: number, maximum: number })
    .refine(({ minimum, maximum }) => minimum <= maximum, { error: 'a minimum up to the maximum' });

const viewSchema = z.strictObject({
  seed: z.int32('a 32-bit whole number'),
  width: pixels,
  height: pixels,
  focalLength: z.number().positive('a number of px above 0'),
  distance: range(z.number().min(250, 'at least 250 mm').max(10_000, 'at most 10,000 mm')),
  elevations: range(z.number().min(0, 'degrees from 0').max(90, 'degrees up to 90')),
  centerMargin: z.number().min(0, 'a share from 0').max(0.49, 'a share up to 0.49'),
  supersampling: z.int('a whole number of points').min(1).max(8),
});
const linemodSchema = viewSchema.extend({
  images: z.strictObject({ train: count, validation: count, test: count }),
  realShare: z.number().min(0, 'a share from 0').max(1, 'a share up to 1'),
});
const occludedSchema = viewSchema.extend({ images: count, objects: range(objects) });

/** @throws ConfigurationError naming the field at fault */
export function parseLinemodMini(value: unknown): LinemodMiniConfiguration {
  return validate(linemodSchema, value, 'LINEMOD-mini configuration', ConfigurationError);
}

/** @throws ConfigurationError naming the field at fault */
export function parseOccludedLinemodMini(value: unknown): OccludedLinemodMiniConfiguration {
  return validate(occludedSchema, value, 'O-LINEMOD-mini configuration', ConfigurationError);
}

/** @returns 10 hexadecimal digits that name the set's folder */
export function configurationHash(configuration: TableViewConfiguration): string {
  return sha256(JSON.stringify([RENDERING_VERSION, configuration])).slice(0, 10);
}
