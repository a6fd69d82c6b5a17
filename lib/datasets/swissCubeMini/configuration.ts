import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ConfigurationError } from '../../common/errors';
import { validate } from '../../common/validation';
import type { Split } from '../poseDataset';

/** Everything that decides the pixels of a rendered SwissCube-mini set. */
export interface SwissCubeMiniConfiguration {
  readonly seed: number;
  readonly images: Readonly<Record<Split, number>>;
  /** px */
  readonly width: number;
  /** px */
  readonly height: number;
  /** px */
  readonly focalLength: number;
  /** z of the object's center, uniform between the two, in sides of the cubesat's body (100 mm) */
  readonly distance: { readonly minimum: number; readonly maximum: number };
  /** Degrees; each view is a turn about a random axis, by an angle uniform up to this, of a view of three faces */
  readonly maximumRotation: number;
  /** Share of the image on each side where the projected center does not lie; it is uniform in the rest */
  readonly centerMargin: number;
  /** Standard deviation of the sensor's noise, as a share of full scale */
  readonly sensorNoise: number;
  /** Standard deviation of the optics' blur, px; 0 for none */
  readonly blur: number;
  /** Points along each side of a pixel */
  readonly supersampling: number;
}

/** The mini task: what a network of some 100,000 weights learns in minutes on two cores. */
export const defaultSwissCubeMini: SwissCubeMiniConfiguration = {
  seed: 1,
  images: { train: 8000, validation: 1000, test: 2000 },
  width: 64,
  height: 64,
  focalLength: 1.2 * 64,
  distance: { minimum: 1.9, maximum: 5.5 },
  maximumRotation: 60,
  centerMargin: 0.2,
  sensorNoise: 0.02,
  blur: 0,
  supersampling: 2,
};

/** Raised whenever the same configuration gives other files, so that no old set is taken for a new one. */
export const RENDERING_VERSION = 3;

const MOST_IMAGES = 2 ** 24;
const count = z.int('a whole number of images').min(1, 'at least 1 image').max(MOST_IMAGES);
const pixels = z.int('a whole number of px').min(8, 'at least 8 px').max(4096, 'at most 4096 px');
const share = z.number().min(0, 'a share from 0').max(0.49, 'a share up to 0.49');

const schema = z.strictObject({
  seed: z.int32('a 32-bit whole number'),
  images: z.strictObject({ train: count, validation: count, test: count }),
  width: pixels,
  height: pixels,
  focalLength: z.number().positive('a number of px above 0'),
  distance: z
    .strictObject({ minimum: z.number().min(1.2, 'at least 1.2 sides'), maximum: z.number().max(1000) })
    .refine(({ minimum, maximum }) => minimum <= maximum, { error: 'a minimum up to the maximum' }),
  maximumRotation: z.number().min(0, 'degrees from 0').max(180, 'degrees up to 180'),
  centerMargin: share,
  sensorNoise: share,
  blur: z.number().min(0, 'px from 0').max(8, 'px up to 8'),
  supersampling: z.int('a whole number of points').min(1).max(8),
});

/** @throws ConfigurationError naming the field at fault */
export function parseSwissCubeMini(value: unknown): SwissCubeMiniConfiguration {
  return validate(schema, value, 'SwissCube-mini configuration', ConfigurationError);
}

/** @returns 10 hexadecimal digits that name the set's folder */
export function configurationHash(configuration: SwissCubeMiniConfiguration): string {
  const ordered = JSON.stringify([RENDERING_VERSION, parseSwissCubeMini(configuration)]);
  return createHash('sha256').update(ordered).digest('hex').slice(0, 10);
}
