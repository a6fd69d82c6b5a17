import { readdir } from 'node:fs/promises';
import { extname, join, parse } from 'node:path';
import { DatasetError } from '../../common/errors';
import { isThere } from '../../common/isThere';
import {
  readSceneCameras,
  readSceneGroundTruth,
  readSceneInfo,
  type BopCamera,
  type BopGroundTruth,
  type BopGroundTruthInfo,
} from './bopSchemas';

const imageFolders = ['rgb', 'gray'] as const;
const imageExtensions = new Set(['.png', '.jpg', '.jpeg', '.tif', '.tiff']);

/** Whether a scene must be annotated: test sets are at times published without their poses. */
export type GroundTruthPresence = 'required' | 'optional';

/** Annotations of one scene and where its pixels are. */
export interface BopScene {
  readonly id: number;
  readonly folder: string;
  /** Empty where the set has no `scene_gt.json` and need not */
  readonly groundTruth: ReadonlyMap<number, readonly BopGroundTruth[]>;
  readonly cameras: ReadonlyMap<number, BopCamera>;
  /** undefined where the set has no `scene_gt_info.json` */
  readonly info: ReadonlyMap<number, readonly BopGroundTruthInfo[]> | undefined;
  /** Image files by image id, relative to the scene's folder; images without pixels are missing */
  readonly images: ReadonlyMap<number, string>;
  /** Names in `mask`, `mask_visib` and `depth`, relative to the scene's folder */
  readonly files: ReadonlySet<string>;
  /** Annotation files that are there */
  readonly annotationFiles: readonly string[];
}

/**
 * Reads a scene's annotations and lists its files.
 * @throws DatasetError when an annotation is missing, damaged, or contradicts another
 */
export async function readBopScene(
  folder: string,
  id: number,
  presence: GroundTruthPresence = 'required',
): Promise<BopScene> {
  const truthFile = join(folder, 'scene_gt.json');
  const hasTruth = presence === 'required' || (await isThere(truthFile));
  const groundTruth = hasTruth ? await readSceneGroundTruth(truthFile) : new Map<number, never>();
  const cameras = await readSceneCameras(join(folder, 'scene_camera.json'));
  const infoFile = join(folder, 'scene_gt_info.json');
  const hasInfo = hasTruth && (await isThere(infoFile));
  const info = hasInfo ? await readSceneInfo(infoFile) : undefined;
  for (const [imageId, entries] of groundTruth) {
    if (!cameras.has(imageId)) {
      throw contradiction(join(folder, 'scene_camera.json'), imageId, 'no entry', 'a camera for each image');
    }
    const count = info?.get(imageId)?.length;
    if (info !== undefined && count !== entries.length) {
      throw contradiction(
        infoFile,
        imageId,
        count === undefined ? 'no entry' : `${count} entries`,
        `${entries.length} entries, as in scene_gt.json`,
      );
    }
  }
  const images = new Map<number, string>();
  for (const name of imageFolders) {
    for (const file of await list(join(folder, name))) {
      const stem = parse(file).name;
      if (!imageExtensions.has(extname(file).toLowerCase()) || !/^\d+$/.test(stem)) continue;
      if (!images.has(Number(stem))) images.set(Number(stem), `${name}/${file}`);
    }
  }
  const files = new Set<string>();
  for (const name of ['mask', 'mask_visib', 'depth']) {
    for (const file of await list(join(folder, name))) files.add(`${name}/${file}`);
  }
  return {
    id,
    folder,
    groundTruth,
    cameras,
    info,
    images,
    files,
    annotationFiles: [
      ...(hasTruth ? ['scene_gt.json'] : []),
      'scene_camera.json',
      ...(hasInfo ? ['scene_gt_info.json'] : []),
    ],
  };
}

/** @returns names in a folder, sorted; none where it is missing */
async function list(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  }
}

function contradiction(file: string, imageId: number, found: string, expected: string): DatasetError {
  return new DatasetError({
    file,
    field: String(imageId),
    found,
    expected,
    remedy: 'The scene is incomplete: get its annotations again.',
  });
}
