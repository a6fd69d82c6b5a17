import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../common/atomicFile';
import type { Reporter } from '../../common/reporter';
import { meshName, paddedId, splitFolders } from '../bop/bopLayout';
import { BopSceneWriter } from '../bop/bopSceneWriter';
import { readScenes } from '../bop/bopSelection';
import { encodePng } from '../bop/imageFile';
import { DATASET_FILE, hashFiles, hashSplit } from '../bop/splitHash';
import type { Split } from '../poseDataset';
import { buildCubesat } from '../../meshes/cubesat/cubesatMesh';
import { measureExtent } from '../../meshes/meshExtent';
import { writePly } from '../../meshes/ply/plyWriter';
import { subdivide } from '../../meshes/subdivision';
import { RENDERING_VERSION, type SwissCubeMiniConfiguration } from './configuration';
import { CUBESAT_ID, SwissCubeMiniRenderer } from './imageRenderer';

const SCENE_ID = 0;
/** Images whose files are being written while the next are rendered. */
const PENDING_IMAGES = 32;
/** Folder of the points that pose errors are measured on */
const EVALUATION_MODELS = 'models_eval';
/** mm between these points, at most */
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
  await writeModels(folder);
  await writeCamera(folder, renderer);
  await writeTargets(folder, configuration.images.test);
  const hashes: Record<string, string> = {};
  for (const split of splits) {
    await writeSplit(folder, split, configuration.images[split], renderer, reporter);
    const splitFolder = splitFolders[split];
    hashes[splitFolder] = await hashSplit(folder, splitFolder, await readScenes(join(folder, splitFolder)));
  }
  const modelFiles = ['models_info.json', meshName(CUBESAT_ID)];
  hashes[EVALUATION_MODELS] = await hashFiles(join(folder, EVALUATION_MODELS), modelFiles);
  const description = { name: 'SwissCube-mini', renderingVersion: RENDERING_VERSION, configuration, hashes };
  await writeFileAtomically(join(folder, DATASET_FILE), `${JSON.stringify(description, undefined, 2)}\n`);
}

async function writeSplit(
  folder: string,
  split: Split,
  count: number,
  renderer: SwissCubeMiniRenderer,
  reporter: Reporter,
): Promise<void> {
  const writer = await BopSceneWriter.open(join(folder, splitFolders[split], paddedId(SCENE_ID)));
  const task = reporter.progress(`rendering SwissCube-mini (${split})`, count, 'images');
  const pending = new Set<Promise<void>>();
  try {
    for (let index = 0; index < count; index++) {
      const written: Promise<void> = writer.write(index, renderer.render(split, index));
      const settled = written.finally(() => pending.delete(settled));
      pending.add(settled);
      if (pending.size >= PENDING_IMAGES) await Promise.race(pending);
      task.update(index + 1);
    }
    await Promise.all(pending);
    await writer.finish();
  } finally {
    await Promise.allSettled(pending);
    task.finish();
  }
}

async function writeModels(folder: string): Promise<void> {
  const cubesat = buildCubesat();
  const texture = cubesat.texture!;
  const textureFile = meshName(CUBESAT_ID).replace(/ply$/, 'png');
  const { diameter, low, high } = measureExtent(cubesat.positions);
  const info = {
    [CUBESAT_ID]: {
      diameter,
      min_x: low[0],
      min_y: low[1],
      min_z: low[2],
      size_x: high[0] - low[0],
      size_y: high[1] - low[1],
      size_z: high[2] - low[2],
    },
  };
  const models = join(folder, 'models');
  const evaluationModels = join(folder, EVALUATION_MODELS);
  await mkdir(models, { recursive: true });
  await mkdir(evaluationModels, { recursive: true });
  const infoFile = join(models, 'models_info.json');
  await writeFile(infoFile, `${JSON.stringify(info, undefined, 2)}\n`);
  await copyFile(infoFile, join(evaluationModels, 'models_info.json'));
  const format = 'binary_little_endian';
  await writeFile(join(models, meshName(CUBESAT_ID)), writePly(cubesat, { format, textureFile }));
  await writeFile(join(models, textureFile), encodePng(texture.pixels, texture.width, texture.height, 3));
  const points = subdivide(cubesat, POINT_SPACING);
  await writeFile(join(evaluationModels, meshName(CUBESAT_ID)), writePly(points, { format }));
}

async function writeCamera(folder: string, { camera, depthScale }: SwissCubeMiniRenderer): Promise<void> {
  const { matrix, width, height } = camera;
  const description = {
    cx: matrix[2],
    cy: matrix[5],
    depth_scale: depthScale,
    fx: matrix[0],
    fy: matrix[4],
    height,
    width,
  };
  await writeFile(join(folder, 'camera.json'), `${JSON.stringify(description, undefined, 2)}\n`);
}

async function writeTargets(folder: string, count: number): Promise<void> {
  const targets = Array.from({ length: count }, (_, index) =>
    JSON.stringify({ im_id: index, inst_count: 1, obj_id: CUBESAT_ID, scene_id: SCENE_ID }),
  );
  await writeFile(join(folder, 'test_targets_bop19.json'), `[\n  ${targets.join(',\n  ')}\n]\n`);
}
