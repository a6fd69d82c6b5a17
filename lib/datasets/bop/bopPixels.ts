import { join } from 'node:path';
import { DatasetError } from '../../common/errors';
import type { SamplePixels } from '../poseDataset';
import { maskName, paddedId } from './bopLayout';
import type { SampleSource } from './bopSelection';
import { readRgbImage, readSingleChannelImage, type ImageSize } from './imageFile';

/**
 * Decodes an image.
 * @returns [H, W, 3] RGB bytes
 * @throws DatasetError when the file is missing, damaged or of another size
 */
export async function readImagePixels(
  { scene, imageId }: SampleSource,
  size: ImageSize,
): Promise<Uint8Array> {
  const imageFile = scene.images.get(imageId);
  if (imageFile === undefined) {
    throw missing(join(scene.folder, 'rgb', paddedId(imageId)), 'the image (.png, .jpg or .tif)');
  }
  return readRgbImage(join(scene.folder, imageFile), size);
}

/**
 * Decodes an image and its visible masks.
 * @throws DatasetError when a file is missing, damaged or of another size
 */
export async function readPixels(source: SampleSource, size: ImageSize): Promise<SamplePixels> {
  const { places } = source;
  const image = await readImagePixels(source, size);
  const instanceMap = new Uint8Array(size.width * size.height);
  for (const [instance] of places.entries()) {
    const mask = await readMask(source, instance, 'mask_visib', size);
    for (let pixel = 0; pixel < mask.length; pixel++) {
      if (mask[pixel] !== 0) instanceMap[pixel] = instance + 1;
    }
  }
  return { image, instanceMap };
}

/**
 * Decodes a mask of an instance.
 * @param folder - `mask_visib`, where it is seen, or `mask`, where it would be if nothing were before it
 * @returns [H, W] above 0 inside
 * @throws DatasetError when the file is missing, damaged or of another size
 */
export async function readMask(
  { scene, imageId, places }: SampleSource,
  instance: number,
  folder: 'mask' | 'mask_visib',
  size: ImageSize,
): Promise<Uint8Array | Uint16Array> {
  const name = `${folder}/${maskName(imageId, places[instance])}`;
  const file = join(scene.folder, name);
  if (!scene.files.has(name)) throw missing(file, `the ${folder} of each instance`);
  return readSingleChannelImage(file, size);
}

/** @returns whether the visible mask of each instance that is read is there */
export function hasMasks({ scene, imageId, places }: SampleSource): boolean {
  return places.every((place) => scene.files.has(`mask_visib/${maskName(imageId, place)}`));
}

/**
 * Decodes an image's depth.
 * @returns [H, W] mm, 0 where unknown
 * @throws DatasetError when the file or its scale is missing, or it is damaged or of another size
 */
export async function readDepth({ scene, imageId }: SampleSource, size: ImageSize): Promise<Float32Array> {
  const name = depthFile({ scene, imageId });
  if (name === undefined) {
    throw missing(join(scene.folder, 'depth', `${paddedId(imageId)}.png`), 'the depth image (.png or .tif)');
  }
  const scale = scene.cameras.get(imageId)?.depth_scale;
  if (scale === undefined) {
    throw new DatasetError({
      file: join(scene.folder, 'scene_camera.json'),
      field: `${imageId}.depth_scale`,
      found: 'nothing',
      expected: 'mm that one step of the depth image stands for',
      remedy: 'Add the scale, or use the set without depth.',
    });
  }
  const steps = await readSingleChannelImage(join(scene.folder, name), size);
  return Float32Array.from(steps, (value) => value * scale);
}

/** @returns the depth image's file, relative to the scene's folder; undefined where it is missing */
export function depthFile({ scene, imageId }: Pick<SampleSource, 'scene' | 'imageId'>): string | undefined {
  const names = ['png', 'tif', 'tiff'].map((extension) => `depth/${paddedId(imageId)}.${extension}`);
  return names.find((name) => scene.files.has(name));
}

function missing(file: string, expected: string): DatasetError {
  return new DatasetError({
    file,
    found: 'no such file',
    expected,
    remedy: 'This part of the set was not unpacked: unpack it, or use only images that have it.',
  });
}
