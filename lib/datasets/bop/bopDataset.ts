import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import type { ObjectModel, PoseDataset, Split } from '../poseDataset';
import { meshName, splitFolders } from './bopLayout';
import { depthFile, hasMasks, readDepth, readImagePixels, readMask, readPixels } from './bopPixels';
import type { BopGroundTruthInfo, BopTarget } from './bopSchemas';
import { findImageSize, readScenes, selectSamples, type SampleSource } from './bopSelection';
import { openModelShelf, readObjectModel } from './objectModels';
import { checkStoredHash, hashFiles, hashSplit } from './splitHash';

/** What of a BOP set is read. */
export interface BopOptions {
  readonly split: Split;
  /** Folder of the split where it is another than train, val or test, such as `train_pbr` */
  readonly splitFolder?: string;
  /** Objects that are read, all where absent; images with none of them are left out */
  readonly objectIds?: readonly number[];
  /** File in the set's folder that lists what to read, such as `test_targets_bop19.json`; all where absent */
  readonly targets?: string;
  /** Folder of another set whose `models_eval` or `models` has the objects */
  readonly modelsFrom?: string;
}

/** A split of a BOP set. */
export interface BopDataset extends PoseDataset {
  /** What the target list that was asked for says of the objects that were read; undefined without a list */
  readonly targets: readonly BopTarget[] | undefined;
  /**
   * What `scene_gt_info.json` says of each instance: boxes, pixel counts, visible fraction.
   * @returns undefined where the set has no such file
   */
  info(index: number): readonly BopGroundTruthInfo[] | undefined;
  /** @returns whether the image's file is there: sets are at times shared without all their pixels */
  hasPixels(index: number): boolean;
  /** @returns whether the visible mask of each instance is there */
  hasMasks(index: number): boolean;
  /** @returns whether the depth image's file is there */
  hasDepth(index: number): boolean;
  /**
   * The image alone, for sets without masks.
   * @param index - position in `samples`
   * @returns [H, W, 3] RGB bytes
   * @throws DatasetError when it is missing or cannot be decoded
   */
  image(index: number): Promise<Uint8Array>;
  /**
   * The whole outline of an instance, also where something is before it.
   * @param index - position in `samples`
   * @param instance - position in the sample's instances
   * @returns [H, W] above 0 inside
   * @throws DatasetError when the mask is missing or cannot be decoded
   */
  mask(index: number, instance: number): Promise<Uint8Array | Uint16Array>;
  /**
   * @param index - position in `samples`
   * @returns [H, W] depth in mm, 0 where unknown
   * @throws DatasetError when the set has no depth there, or it cannot be decoded
   */
  depth(index: number): Promise<Float32Array>;
}

/**
 * Reads a split of any set in BOP format: scenes with `scene_gt.json`, `scene_camera.json` and perhaps
 * `scene_gt_info.json`, images as PNG, JPEG or TIFF, color or gray, visible masks, 16-bit depth, models with
 * symmetries. Annotations are read at once, pixels when asked for. The hash covers annotations, images, visible
 * masks and models; a rendered set is checked against the hashes it stores.
 * @param folder - root of the set
 * @throws DatasetError naming file and field
 */
export async function readBopDataset(folder: string, options: BopOptions): Promise<BopDataset> {
  const splitFolder = options.splitFolder ?? splitFolders[options.split];
  const scenes = await readScenes(join(folder, splitFolder));
  const size = await findImageSize(scenes, join(folder, splitFolder));
  const targetsFile = options.targets === undefined ? undefined : join(folder, options.targets);
  const selection = await selectSamples(scenes, size, options.objectIds, targetsFile);
  const { samples, sources, targets } = selection;

  const modelsRoot = options.modelsFrom ?? folder;
  const shelf = await openModelShelf(modelsRoot);
  const found = new Set(samples.flatMap(({ instances }) => instances.map(({ objectId }) => objectId)));
  const ids = [...found].sort((a, b) => a - b);
  const objects: ObjectModel[] = [];
  for (const id of ids) objects.push(await readObjectModel(shelf, id));

  const filesHash = await hashSplit(folder, splitFolder, scenes);
  await checkStoredHash(folder, splitFolder, () => Promise.resolve(filesHash));
  const hashModels = (modelIds: readonly number[]) =>
    hashFiles(shelf.folder, ['models_info.json', ...modelIds.map(meshName)]);
  const modelsHash = await hashModels(ids);
  await checkStoredHash(modelsRoot, basename(shelf.folder), () =>
    hashModels([...shelf.infos.keys()].sort((a, b) => a - b)),
  );
  const chosen = sources.map(({ scene, imageId, places }) => [scene.id, imageId, places]);
  return {
    name: basename(folder),
    split: options.split,
    ...size,
    objects,
    samples,
    targets,
    hash: createHash('sha256')
      .update(JSON.stringify([filesHash, modelsHash, chosen]))
      .digest('hex'),
    info: (index) => instanceInfo(sources[index]),
    hasPixels: (index) => sources[index].scene.images.has(sources[index].imageId),
    hasMasks: (index) => hasMasks(sources[index]),
    hasDepth: (index) => depthFile(sources[index]) !== undefined,
    image: (index) => readImagePixels(sources[index], size),
    pixels: (index) => readPixels(sources[index], size),
    mask: (index, instance) => readMask(sources[index], instance, 'mask', size),
    depth: (index) => readDepth(sources[index], size),
  };
}

function instanceInfo({ scene, imageId, places }: SampleSource): BopGroundTruthInfo[] | undefined {
  const entries = scene.info?.get(imageId);
  return entries && places.map((place) => entries[place]);
}
