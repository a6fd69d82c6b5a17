import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { causeText } from '../../common/causeText';
import { DatasetError } from '../../common/errors';
import type { PoseInstance, PoseSample } from '../poseDataset';
import { readBopScene, type BopScene, type GroundTruthPresence } from './bopScene';
import { readTestTargets, type BopTarget } from './bopSchemas';
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
  /** Of the objects that are read; undefined without a list */
  readonly targets: readonly BopTarget[] | undefined;
}

/**
 * Reads the annotations of all scenes of a split, in the order of their ids.
 * @throws DatasetError when the folder is missing or has no scene
 */
export async function readScenes(
  splitFolder: string,
  presence: GroundTruthPresence = 'required',
): Promise<BopScene[]> {
  let names: string[];
  try {
    names = await readdir(splitFolder);
  } catch (cause) {
    throw missingSplit(splitFolder, causeText(cause));
  }
  const ids = names.filter((name) => /^\d+$/.test(name)).sort((a, b) => Number(a) - Number(b));
  if (ids.length === 0) throw missingSplit(splitFolder, 'no scene folder');
  const scenes: BopScene[] = [];
  for (const name of ids) scenes.push(await readBopScene(join(splitFolder, name), Number(name), presence));
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
  const targets = targetsFile === undefined ? undefined : await readTargets(targetsFile, scenes, objectIds);
  const keys = targets && new Set(targets.map(targetKey));
  const samples: PoseSample[] = [];
  const sources: SampleSource[] = [];
  for (const scene of scenes) {
    for (const [imageId, entries] of scene.groundTruth) {
      const places = entries.flatMap(({ obj_id }, place) => {
        const asked = objectIds === undefined || objectIds.includes(obj_id);
        return asked && keys?.has(targetKey({ scene_id: scene.id, im_id: imageId, obj_id })) !== false
          ? [place]
          : [];
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
  if (samples.length > 0) return { samples, sources, targets };
  throw new DatasetError({
    ...(scenes.length > 0 && { file: join(scenes[0].folder, 'scene_gt.json') }),
    found: 'no instance of the objects and images asked for',
    expected: 'at least one',
    remedy: 'Ask for objects that the set has.',
  });
}

/** Reads the targets of the objects that are read; each must be annotated as often as it is to be found. */
async function readTargets(
  file: string,
  scenes: readonly BopScene[],
  objectIds: readonly number[] | undefined,
): Promise<BopTarget[]> {
  const byId = new Map(scenes.map((scene) => [scene.id, scene]));
  const listed = new Set<string>();
  return (await readTestTargets(file)).filter((target, index) => {
    const { scene_id, im_id, obj_id, inst_count } = target;
    const entries = byId.get(scene_id)?.groundTruth.get(im_id) ?? [];
    const found = entries.filter((entry) => entry.obj_id === obj_id).length;
    const key = targetKey(target);
    if (found < inst_count || listed.has(key)) {
      throw new DatasetError({
        file,
        field: `[${index}]`,
        found: listed.has(key)
          ? 'a target that stands there twice'
          : `a target that is annotated ${found} times`,
        expected: `object ${obj_id} in image ${im_id} of scene ${scene_id}, listed once, annotated ${inst_count} times`,
        remedy: 'Targets and scene_gt.json are of different sets or incomplete: get them again.',
      });
    }
    listed.add(key);
    return objectIds?.includes(obj_id) !== false;
  });
}

function targetKey({ scene_id, im_id, obj_id }: Omit<BopTarget, 'inst_count'>): string {
  return `${scene_id}/${im_id}/${obj_id}`;
}

function missingSplit(folder: string, found: string): DatasetError {
  return new DatasetError({
    file: folder,
    found,
    expected: 'a split in BOP format: folders such as 000000 with scene_gt.json, scene_camera.json and rgb',
    remedy: 'Check the path of the data set and the name of the split folder.',
  });
}
