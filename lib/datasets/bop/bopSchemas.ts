import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { readJson } from '../../common/validation';
import type { Matrix3, Vector3 } from '../../geometry/pose';
import { isRotation } from '../../geometry/rotations';

/** One entry of an image in `scene_gt.json`. */
export interface BopGroundTruth {
  readonly cam_R_m2c: Matrix3;
  /** mm */
  readonly cam_t_m2c: Vector3;
  readonly obj_id: number;
}

/** An image in `scene_camera.json`. */
export interface BopCamera {
  readonly cam_K: Matrix3;
  /** mm that one step of the depth image stands for */
  readonly depth_scale?: number | undefined;
}

/** Left, top, width, height of a box, px; it may reach out of the image, and -1 -1 -1 -1 says there is none. */
export type BopBox = readonly number[];

/** One entry of an image in `scene_gt_info.json`. */
export interface BopGroundTruthInfo {
  readonly bbox_obj?: BopBox | undefined;
  readonly bbox_visib?: BopBox | undefined;
  readonly px_count_all?: number | undefined;
  readonly px_count_valid?: number | undefined;
  readonly px_count_visib?: number | undefined;
  readonly visib_fract?: number | undefined;
}

/** An object in `models_info.json`, mm. */
export interface BopModelInfo {
  readonly diameter: number;
  readonly min_x: number;
  readonly min_y: number;
  readonly min_z: number;
  readonly size_x: number;
  readonly size_y: number;
  readonly size_z: number;
  /** 4x4 matrices, row-major */
  readonly symmetries_discrete?: readonly (readonly number[])[] | undefined;
  readonly symmetries_continuous?:
    readonly { readonly axis: Vector3; readonly offset: Vector3 }[] | undefined;
}

/** One entry of `test_targets_bop19.json`. */
export interface BopTarget {
  readonly scene_id: number;
  readonly im_id: number;
  readonly obj_id: number;
  readonly inst_count: number;
}

const numbers = (count: number) =>
  z.array(z.number('a finite number')).length(count, { error: `${count} numbers` });
const vector = z.tuple([z.number(), z.number(), z.number()], { error: '3 numbers' });
const wholeNumber = z.int('a whole number').min(0, 'a number of 0 or more');

/** How far from a rotation an annotated matrix may be: in LM-O entries of R R^T are off by up to 0.0096. */
const ROTATION_TOLERANCE = 0.02;

const rotation = numbers(9).refine((matrix) => isRotation(matrix, ROTATION_TOLERANCE), {
  error: `a rotation: orthonormal rows within ${ROTATION_TOLERANCE}, determinant 1`,
});

const cameraMatrix = numbers(9).refine(
  (k) => k[0] > 0 && k[4] > 0 && k[6] === 0 && k[7] === 0 && k[8] === 1,
  { error: 'a camera matrix: focal lengths above 0, last row 0 0 1' },
);

const sceneGroundTruthSchema = byId(
  z.array(z.object({ cam_R_m2c: rotation, cam_t_m2c: vector, obj_id: z.int('an object id').positive() })),
);

const sceneCameraSchema = byId(
  z.object({
    cam_K: cameraMatrix,
    depth_scale: z.number().positive('a number of mm above 0').optional(),
  }),
);

const box = numbers(4);
const sceneInfoSchema = byId(
  z.array(
    z.object({
      bbox_obj: box.optional(),
      bbox_visib: box.optional(),
      px_count_all: wholeNumber.optional(),
      px_count_valid: wholeNumber.optional(),
      px_count_visib: wholeNumber.optional(),
      visib_fract: z.number().min(0, 'a share from 0 to 1').max(1, 'a share from 0 to 1').optional(),
    }),
  ),
);

const millimeters = z.number('a number of mm').positive('a number of mm above 0');
const modelsInfoSchema = byId(
  z.object({
    diameter: z.number('a number of mm').min(1, 'a diameter of at least 1 mm: is the model in meters?'),
    min_x: z.number(),
    min_y: z.number(),
    min_z: z.number(),
    size_x: millimeters,
    size_y: millimeters,
    size_z: millimeters,
    symmetries_discrete: z.array(numbers(16)).optional(),
    symmetries_continuous: z.array(z.object({ axis: vector, offset: vector })).optional(),
  }),
);

const targetsSchema = z.array(
  z.object({
    scene_id: wholeNumber,
    im_id: wholeNumber,
    obj_id: z.int('an object id').positive(),
    inst_count: z.int('a count').positive(),
  }),
);

/** @throws DatasetError */
export function readSceneGroundTruth(file: string): Promise<Map<number, readonly BopGroundTruth[]>> {
  return readById(file, sceneGroundTruthSchema);
}

/** @throws DatasetError */
export function readSceneCameras(file: string): Promise<Map<number, BopCamera>> {
  return readById(file, sceneCameraSchema);
}

/** @throws DatasetError */
export function readSceneInfo(file: string): Promise<Map<number, readonly BopGroundTruthInfo[]>> {
  return readById(file, sceneInfoSchema);
}

/** @throws DatasetError */
export function readModelsInfo(file: string): Promise<Map<number, BopModelInfo>> {
  return readById(file, modelsInfoSchema);
}

/**
 * @param file - `test_targets_bop19.json` or one of its kind
 * @throws DatasetError
 */
export function readTestTargets(file: string): Promise<readonly BopTarget[]> {
  return readJson(file, targetsSchema, DatasetError);
}

function byId<T extends z.ZodType>(schema: T) {
  return z.record(z.string().regex(/^\d{1,9}$/, 'an id of digits'), schema);
}

async function readById<T>(file: string, schema: z.ZodType<Record<string, T>>): Promise<Map<number, T>> {
  const entries = Object.entries(await readJson(file, schema, DatasetError));
  const values = new Map(entries.map(([key, value]): [number, T] => [Number(key), value]));
  if (values.size !== entries.length) {
    throw new DatasetError({
      file,
      found: 'two keys for one id, such as "3" and "000003"',
      expected: 'each id once',
      remedy: 'Remove the entry that is wrong.',
    });
  }
  return new Map([...values].sort(([a], [b]) => a - b));
}
