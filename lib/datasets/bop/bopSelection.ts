import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { causeText } from '../../common/causeText';
import { DatasetError } from '../../common/errors';
import type { PoseInstance, PoseSample } from '../poseDataset';
import { readBopScene, type BopScene } from './bopScene';
import { readTestTargets } from './bopSchemas';
import { readImageSize, type ImageSize } from './imageFile';

/** Where a sample's pixels are. */
export interface SampleSource {
  readonly scene: BopScene;
  readonly imageId: number;
  /** Place in `scene_gt.json` of each instance that is read */
  readonly places: readonly number[];
}

/** The images that are read and where they come from, in the same order. */
export interface BopSelection {
  readonly samples: readonly PoseSample[];
  readonly sources: readonly SampleSource[];
}

/**
 * Reads the annotations of all scenes of a split, in the order of their ids.
 * @throws DatasetError when the folder is missing or has no scene
 */
export async function readScenes(splitFolder: string): Promise<BopScene[]> {
  let names: string[];
  try {
    names = await readdir(splitFolder);
  } catch (cause) {
    throw missingSplit(splitFolder, causeText(cause));
  }
  const ids = names.filter((name) => /^\d+$/.test(name)).sort((a, b) => Number(a) - Number(b));
  if (ids.length === 0) throw missingSplit(splitFolder, 'no scene folder');
  const scenes: BopScene[] = [];
  for (const name of ids) scenes.push(await readBopScene(join(splitFolder, name), Number(name)));
  return scenes;
}

/**
 * @returns size of the first image that has pixels; the others must have it too
 * @throws DatasetError when no image has pixels
 */
export async function findImageSize(scenes: readonly BopScene[], splitFolder: string): Promise<ImageSize> {
  for (const { folder, images } of scenes) {
    for (const file of images.values()) return readImageSize(join(folder, file));
  }
  throw missingSplit(splitFolder, 'no image in rgb or gray of any scene');
}

/**
 * @param objectIds - objects to read, all where absent
 * @param targetsFile - list of the images and objects to read, all where absent
 * @throws DatasetError when nothing is left
 */
export async function selectSamples(
  scenes: readonly BopScene[],
  size: ImageSize,
  objectIds: readonly number[] | undefined,
  targetsFile: string | undefined,
): Promise<BopSelection> {
  const targets = targetsFile === undefined ? undefined : await targetKeys(targetsFile);
  const samples: PoseSample[] = [];
  const sources: SampleSource[] = [];
  for (const scene of scenes) {
    for (const [imageId, entries] of scene.groundTruth) {
      const places = entries.flatMap(({ obj_id }, place) => {
        const asked = objectIds === undefined || objectIds.includes(obj_id);
        return asked && targets?.has(targetKey(scene.id, imageId, obj_id)) !== false ? [place] : [];
      });
      if (places.length === 0) continue;
      const instances = places.map((place): PoseInstance => {
        const { cam_R_m2c, cam_t_m2c, obj_id } = entries[place];
        const visibleFraction = scene.info?.get(imageId)?.[place].visib_fract;
        return {
          objectId: obj_id,
          pose: { rotation: cam_R_m2c, translation: cam_t_m2c },
          ...(visibleFraction !== undefined && { visibleFraction }),
        };
      });
      const camera = { matrix: scene.cameras.get(imageId)!.cam_K, ...size };
      samples.push({ sceneId: scene.id, imageId, camera, instances });
      sources.push({ scene, imageId, places });
    }
  }
  if (samples.length > 0) return { samples, sources };
  throw new DatasetError({
    ...(scenes.length > 0 && { file: join(scenes[0].folder, 'scene_gt.json') }),
    found: 'no instance of the objects and images asked for',
    expected: 'at least one',
    remedy: 'Ask for objects that the set has.',
  });
}

async function targetKeys(file: string): Promise<Set<string>> {
  const targets = await readTestTargets(file);
  return new Set(targets.map(({ scene_id, im_id, obj_id }) => targetKey(scene_id, im_id, obj_id)));
}

function targetKey(sceneId: number, imageId: number, objectId: number): string {
  return `${sceneId}/${imageId}/${objectId}`;
}

function missingSplit(folder: string, found: string): DatasetError {
  return new DatasetError({
    file: folder,
    found,
    expected: 'a split in BOP format: folders such as 000000 with scene_gt.json, scene_camera.json and rgb',
    remedy: 'Check the path of the data set and the name of the split folder.',
  });
}
