import { z } from 'zod';
import type { Matrix3, Vector3 } from '../geometry/pose';

/* Shapes that several reference files share. */

const finite = z.number();

export const vector3Schema = z.tuple([finite, finite, finite]).transform((vector): Vector3 => vector);

/** Three rows of three, as nine numbers row-major. */
export const matrix3Schema = z
  .tuple([vector3Schema, vector3Schema, vector3Schema])
  .transform((rows): Matrix3 => rows.flat());

/** Points of equal length, as one array [N, length]. */
export const pointsSchema = (length: 2 | 3) =>
  z
    .array(z.array(finite).length(length))
    .min(1)
    .transform((points) => Float64Array.from(points.flat()));
