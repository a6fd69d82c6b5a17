import { join } from 'node:path';
import { writeFileAtomically } from '../../common/atomicFile';
import type { Reporter } from '../../common/reporter';
import { buildCubesat } from '../../meshes/cubesat/cubesatMesh';
import { paddedId, splitFolders } from '../bop/bopLayout';
import { readScenes } from '../bop/bopSelection';
import { DATASET_FILE, hashSplit } from '../bop/splitHash';
import type { Split } from '../poseDataset';
import { EVALUATION_MODELS, writeModels } from '../rendered/modelFiles';
import { writeScene } from '../rendered/sceneFiles';
import { writeCamera, writeTargets } from '../rendered/setFiles';
import { RENDERING_VERSION, type SwissCubeMiniConfiguration } from './configuration';
import { CUBESAT_ID, SwissCubeMiniRenderer } from './imageRenderer';

const SCENE_ID = 0;
/** mm between the points that pose errors are measured on, at most */
const POINT_SPACING = 14;
const splits: readonly Split[] = ['train', 'validation', 'test'];

/**
 * Renders a whole set into a folder that nobody else uses. `dataset.json` comes last: a folder without it is
 * incomplete.
 */
export async function generateSwissCubeMini(
  folder: string,
  configuration: SwissCubeMiniConfiguration,
  reporter: Reporter,
): Promise<void> {
  const renderer = new SwissCubeMiniRenderer(configuration);
  const modelsHash = await writeModels(folder, [{ id: CUBESAT_ID, mesh: buildCubesat() }], POINT_SPACING);
  await writeCamera(folder, renderer.camera, renderer.depthScale);
  const target = { inst_count: 1, obj_id: CUBESAT_ID, scene_id: SCENE_ID };
  const images = Array.from({ length: configuration.images.test }, (_, im_id) => ({ im_id, ...target }));
  await writeTargets(folder, images);
  const hashes: Record<string, string> = {};
  for (const split of splits) {
    const splitFolder = splitFolders[split];
    await writeScene(
      join(folder, splitFolder, paddedId(SCENE_ID)),
      configuration.images[split],
      (index) => renderer.render(split, index),
      `rendering SwissCube-mini (${split})`,
      reporter,
    );
    hashes[splitFolder] = await hashSplit(folder, splitFolder, await readScenes(join(folder, splitFolder)));
  }
  hashes[EVALUATION_MODELS] = modelsHash;
  const description = { name: 'SwissCube-mini', renderingVersion: RENDERING_VERSION, configuration, hashes };
  await writeFileAtomically(join(folder, DATASET_FILE), `${JSON.stringify(description, undefined, 2)}\n`);
}
