import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelSymmetries } from '../../geometry/symmetries';
import type { Mesh } from '../../meshes/mesh';
import { measureExtent } from '../../meshes/meshExtent';
import { writePly } from '../../meshes/ply/plyWriter';
import { subdivide } from '../../meshes/subdivision';
import { meshName } from '../bop/bopLayout';
import type { BopModelInfo } from '../bop/bopSchemas';
import { encodePng } from '../bop/imageFile';
import { hashFiles } from '../bop/splitHash';

/** An object of a rendered set. */
export interface WrittenObject {
  /** BOP object id */
  readonly id: number;
  /** With texture */
  readonly mesh: Mesh;
  readonly symmetries?: ModelSymmetries;
}

/** Folder of the points that pose errors are measured on */
export const EVALUATION_MODELS = 'models_eval';
const format = 'binary_little_endian';

/**
 * Writes `models` (meshes with textures) and `models_eval` (surface points of the same).
 * @param pointSpacing - mm between the points that pose errors are measured on, at most
 * @returns SHA-256 of the files in `models_eval`
 */
export async function writeModels(
  folder: string,
  objects: readonly WrittenObject[],
  pointSpacing: number,
): Promise<string> {
  const models = join(folder, 'models');
  const evaluationModels = join(folder, EVALUATION_MODELS);
  await mkdir(models, { recursive: true });
  await mkdir(evaluationModels, { recursive: true });
  const info = Object.fromEntries(objects.map((object) => [object.id, modelInfo(object)]));
  const infoFile = join(models, 'models_info.json');
  await writeFile(infoFile, `${JSON.stringify(info, undefined, 2)}\n`);
  await copyFile(infoFile, join(evaluationModels, 'models_info.json'));
  for (const { id, mesh } of objects) {
    const texture = mesh.texture!;
    const textureFile = meshName(id).replace(/ply$/, 'png');
    await writeFile(join(models, meshName(id)), writePly(mesh, { format, textureFile }));
    await writeFile(join(models, textureFile), encodePng(texture.pixels, texture.width, texture.height, 3));
    const points = subdivide(mesh, pointSpacing);
    await writeFile(join(evaluationModels, meshName(id)), writePly(points, { format }));
  }
  return hashFiles(evaluationModels, ['models_info.json', ...objects.map(({ id }) => meshName(id))]);
}

function modelInfo({ mesh, symmetries }: WrittenObject): BopModelInfo {
  const { diameter, low, high } = measureExtent(mesh.positions);
  const { discrete, continuous } = symmetries ?? {};
  return {
    diameter,
    min_x: low[0],
    min_y: low[1],
    min_z: low[2],
    size_x: high[0] - low[0],
    size_y: high[1] - low[1],
    size_z: high[2] - low[2],
    ...(discrete && { symmetries_discrete: discrete }),
    ...(continuous && { symmetries_continuous: continuous }),
  };
}
