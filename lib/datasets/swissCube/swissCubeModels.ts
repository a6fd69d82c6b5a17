import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { causeText } from '../../common/causeText';
import { DatasetError } from '../../common/errors';
import { boxCorners } from '../../geometry/boxCorners';
import type { Vector3 } from '../../geometry/pose';
import { symmetryTransformations } from '../../geometry/symmetries';
import { measureExtent, type MeshExtent } from '../../meshes/meshExtent';
import { readMesh } from '../bop/meshFile';
import type { ObjectModel } from '../poseDataset';
import { readBoundingBoxes } from './boundingBoxes';

/** What box and mesh may differ by, as a factor, before their units must differ. */
const EXTENT_FACTOR = 2;
const LEAST_DIAMETER = 1;

/** A set's objects and the files that they come from, relative to the set's folder. */
export interface SwissCubeModels {
  readonly objects: readonly ObjectModel[];
  readonly files: readonly string[];
}

/**
 * Reads `models/*.ply` and the file of their bounding boxes.
 * @param folder - root of the set
 * @param boxFile - name in the root; where absent the only JSON file there with `bbox` in its name, or none: then boxes are
 * measured
 * @throws DatasetError when a mesh is missing, damaged or in other units than its box, or two files could be meant
 */
export async function readSwissCubeModels(
  folder: string,
  boxFile: string | undefined,
): Promise<SwissCubeModels> {
  const models = join(folder, 'models');
  const names = (await list(models)).filter((name) => /\.ply$/i.test(name));
  if (names.length === 0) throw missing(models, 'no PLY file');
  const box = boxFile ?? (await findBoxFile(folder));
  const stems = names.map((name) => parse(name).name);
  const boxes = box === undefined ? undefined : await readBoundingBoxes(join(folder, box), stems);
  const objects: ObjectModel[] = [];
  for (const [index, name] of names.entries()) {
    const file = join(models, name);
    const { positions, triangles } = await readMesh(file);
    const extent = measureExtent(positions);
    const corners = boxes?.[index] ?? boxCorners(extent.low, extent.high);
    checkUnits(file, extent, corners);
    const digits = /\d+$/.exec(stems[index]);
    objects.push({
      id: digits === null ? index + 1 : Number(digits[0]),
      name: stems[index],
      diameter: extent.diameter,
      corners,
      points: positions,
      ...(triangles.length > 0 && { triangles }),
      symmetries: symmetryTransformations({}),
    });
  }
  return { objects, files: [...names.map((name) => `models/${name}`), ...(box === undefined ? [] : [box])] };
}

async function findBoxFile(folder: string): Promise<string | undefined> {
  const names = (await list(folder)).filter((name) => /bbox.*\.json$/i.test(name));
  if (names.length <= 1) return names.at(0);
  throw new DatasetError({
    file: folder,
    found: names.join(', '),
    expected: 'one file of bounding boxes',
    remedy: 'Say which is meant with the option boxFile.',
  });
}

function checkUnits(file: string, { low, high, diameter }: MeshExtent, corners: readonly Vector3[]): void {
  const isMillimeters = diameter >= LEAST_DIAMETER;
  const wrongAxis = [0, 1, 2].findIndex((axis) => {
    const ratio = (high[axis] - low[axis]) / (corners[7][axis] - corners[0][axis]);
    return !(ratio <= EXTENT_FACTOR && ratio >= 1 / EXTENT_FACTOR);
  });
  if (isMillimeters && wrongAxis < 0) return;
  throw new DatasetError({
    file,
    field: isMillimeters ? `extent along ${'xyz'[wrongAxis]}` : 'diameter',
    found: isMillimeters ? `${high[wrongAxis] - low[wrongAxis]}` : `${diameter} mm`,
    expected: isMillimeters
      ? `about ${corners[7][wrongAxis] - corners[0][wrongAxis]} mm, as its bounding box`
      : `at least ${LEAST_DIAMETER} mm: is the model in meters?`,
    remedy: 'Mesh and bounding box must both be in mm.',
  });
}

/** @returns names in a folder, sorted */
async function list(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    throw missing(folder, causeText(cause));
  }
}

function missing(folder: string, found: string): DatasetError {
  return new DatasetError({
    file: folder,
    found,
    expected: "a folder with the set's models as PLY files",
    remedy: 'Unpack the set completely and check its path.',
  });
}
