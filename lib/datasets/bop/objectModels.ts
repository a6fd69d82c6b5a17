import { join } from 'node:path';
import { causeText } from '../../common/causeText';
import { DatasetError } from '../../common/errors';
import { isThere } from '../../common/isThere';
import type { Pose } from '../../geometry/pose';
import { symmetryTransformations } from '../../geometry/symmetries';
import { boxCorners } from '../../geometry/boxCorners';
import { measureExtent } from '../../meshes/meshExtent';
import type { ObjectModel } from '../poseDataset';
import { meshName } from './bopLayout';
import { readMesh } from './meshFile';
import { readModelsInfo, type BopModelInfo } from './bopSchemas';

/** Folders that may hold the points for pose errors, the preferred first. */
const modelFolders = ['models_eval', 'models'] as const;

/** What the points' extent may differ from the annotated one, as a factor, before the units must be wrong. */
const EXTENT_FACTOR = 2;

/** Finds the objects of a BOP set. */
export interface ModelShelf {
  /** Folder with `models_info.json` and meshes */
  readonly folder: string;
  readonly infos: ReadonlyMap<number, BopModelInfo>;
}

/**
 * @param folder - root of the set, or of another set with the same objects
 * @throws DatasetError when neither `models_eval` nor `models` has a usable `models_info.json`
 */
export async function openModelShelf(folder: string): Promise<ModelShelf> {
  for (const name of modelFolders) {
    const file = join(folder, name, 'models_info.json');
    if (await isThere(file)) return { folder: join(folder, name), infos: await readModelsInfo(file) };
  }
  throw new DatasetError({
    file: join(folder, modelFolders[0], 'models_info.json'),
    found: 'no such file, nor one in models',
    expected: 'the objects of the set',
    remedy: 'Unpack the models of the set beside its images.',
  });
}

/**
 * @returns the object with its points, box and symmetries
 * @throws DatasetError when the mesh is missing or damaged, or its size contradicts `models_info.json`
 */
export async function readObjectModel(shelf: ModelShelf, id: number): Promise<ObjectModel> {
  const info = shelf.infos.get(id);
  if (info === undefined) {
    throw new DatasetError({
      file: join(shelf.folder, 'models_info.json'),
      field: String(id),
      found: `objects ${[...shelf.infos.keys()].join(', ')}`,
      expected: `object ${id}`,
      remedy: 'Add the object, or leave it out with the object ids that are read.',
    });
  }
  const file = join(shelf.folder, meshName(id));
  const { positions, triangles } = await readMesh(file);
  const { low, high } = measureExtent(positions);
  [info.size_x, info.size_y, info.size_z].forEach((size, axis) => {
    const measured = high[axis] - low[axis];
    if (measured > size * EXTENT_FACTOR || measured < size / EXTENT_FACTOR) {
      throw new DatasetError({
        file,
        field: `extent along ${'xyz'[axis]}`,
        found: `${measured}`,
        expected: `about ${size} mm, as models_info.json says`,
        remedy: 'Mesh and models_info.json must both be in mm.',
      });
    }
  });
  return {
    id,
    name: `object ${id}`,
    diameter: info.diameter,
    corners: boxCorners(
      [info.min_x, info.min_y, info.min_z],
      [info.min_x + info.size_x, info.min_y + info.size_y, info.min_z + info.size_z],
    ),
    points: positions,
    ...(triangles.length > 0 && { triangles }),
    symmetries: readSymmetries(info, join(shelf.folder, 'models_info.json'), id),
  };
}

function readSymmetries(info: BopModelInfo, file: string, id: number): Pose[] {
  try {
    return symmetryTransformations({
      discrete: info.symmetries_discrete,
      continuous: info.symmetries_continuous,
    });
  } catch (cause) {
    throw new DatasetError({
      file,
      field: `${id}.symmetries_discrete or symmetries_continuous`,
      found: causeText(cause),
      expected: 'rigid motions (4x4, mm) and axes with a direction',
      remedy: 'Correct the symmetries of this object.',
    });
  }
}
