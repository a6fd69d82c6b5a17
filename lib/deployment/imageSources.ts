import { readdir } from 'node:fs/promises';
import { extname, join, parse } from 'node:path';
import { causeText } from '../common/causeText';
import { DatasetError } from '../common/errors';
import type { Reporter } from '../common/reporter';
import { readTestTargets } from '../datasets/bop/bopSchemas';
import { readScenes } from '../datasets/bop/bopSelection';
import { readImageSize, readRgbImage } from '../datasets/bop/imageFile';
import type { Camera } from '../geometry/camera';
import { readCamera } from './cameraFile';

/** An image that is looked at, and what it is called in BOP results. */
export interface ImageSource {
  readonly sceneId: number;
  readonly imageId: number;
  readonly file: string;
  readonly camera: Camera;
}

const imageExtensions = new Set(['.png', '.jpg', '.jpeg', '.tif', '.tiff']);

/**
 * @returns an image, as image 0 of scene 0
 * @throws DatasetError when image or camera cannot be read
 */
export async function singleImage(file: string, cameraFile: string): Promise<ImageSource> {
  const camera = await readCamera(cameraFile, await readImageSize(file));
  return { sceneId: 0, imageId: 0, file, camera };
}

/**
 * @param cameraFile - of all images
 * @returns the images of a folder whose names are their numbers, as those of scene 0
 * @throws DatasetError when the folder is missing or has none, or one has another name
 */
export async function imagesOfFolder(folder: string, cameraFile: string): Promise<ImageSource[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw problem(folder, causeText(cause), 'a folder of images', 'Check the path.');
  });
  const images = names.filter((name) => imageExtensions.has(extname(name).toLowerCase()));
  if (images.length === 0) {
    const expected = `images: ${[...imageExtensions].join(', ')}`;
    throw problem(folder, 'no image', expected, 'Check the path.');
  }
  const sources: ImageSource[] = [];
  for (const name of images) {
    const stem = parse(name).name;
    if (!/^\d{1,9}$/.test(stem)) {
      const remedy = 'Rename it, or predict it alone with --image.';
      throw problem(join(folder, name), 'a name that is no number', 'names such as 000017.png', remedy);
    }
    const source = await singleImage(join(folder, name), cameraFile);
    sources.push({ ...source, imageId: Number(stem) });
  }
  return sources.sort((a, b) => a.imageId - b.imageId);
}

/**
 * @param targets - list of images in the set's folder, such as `test_targets_bop19.json`; all images without it
 * @returns the images of a split of a BOP set that are there, annotated or not; those that are not there are told to the reporter
 * @throws DatasetError when the split or the list cannot be read, or no image is there
 */
export async function imagesOfBopSet(
  folder: string,
  splitFolder: string,
  targets: string | undefined,
  reporter: Reporter,
): Promise<ImageSource[]> {
  const listed =
    targets === undefined
      ? undefined
      : new Set(
          (await readTestTargets(join(folder, targets))).map(({ scene_id, im_id }) => `${scene_id}/${im_id}`),
        );
  const sources: ImageSource[] = [];
  let missing = 0;
  for (const scene of await readScenes(join(folder, splitFolder), 'optional')) {
    for (const [imageId, { cam_K }] of scene.cameras) {
      if (listed?.has(`${scene.id}/${imageId}`) === false) continue;
      const name = scene.images.get(imageId);
      if (name === undefined) {
        missing++;
        continue;
      }
      const file = join(scene.folder, name);
      sources.push({
        sceneId: scene.id,
        imageId,
        file,
        camera: { matrix: cam_K, ...(await readImageSize(file)) },
      });
    }
  }
  if (missing > 0) reporter.warn(`${missing} images that the set lists are not there and are left out`);
  if (sources.length > 0) return sources;
  const remedy = 'Unpack the images of the set, or name another split.';
  throw problem(join(folder, splitFolder), 'no image', 'images of the split', remedy);
}

/**
 * @returns [H, W, 3] RGB bytes
 * @throws DatasetError when the image cannot be decoded
 */
export function readSource({ file, camera }: ImageSource): Promise<Uint8Array> {
  return readRgbImage(file, camera);
}

function problem(file: string, found: string, expected: string, remedy: string): DatasetError {
  return new DatasetError({ file, found, expected, remedy });
}
