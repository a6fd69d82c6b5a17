import { basename, join, posix } from 'node:path';
import { sha256 } from '../../common/canonicalJson';
import { DatasetError } from '../../common/errors';
import { maskName } from '../bop/bopLayout';
import { readPixels } from '../bop/bopPixels';
import { readBopScene, type BopScene } from '../bop/bopScene';
import { findImageSize, selectSamples } from '../bop/bopSelection';
import { hashFiles } from '../bop/splitHash';
import type { PoseDataset, PoseSample, Split } from '../poseDataset';
import type { SampleSource } from '../bop/bopSelection';
import { readImageList, sequenceFolder, type ListedImage } from './imageList';
import { readSwissCubeModels } from './swissCubeModels';

/** Lists of the published set, in its root. */
export const swissCubeLists: Readonly<Record<Split, string>> = {
  train: 'training.txt',
  validation: 'validation.txt',
  test: 'testing.txt',
};

export interface SwissCubeOptions {
  readonly split: Split;
  /** Name in the set's root of the list of images, where it is another than the published one */
  readonly list?: string;
  /** Name in the set's root of the file of bounding boxes; see `readSwissCubeModels` */
  readonly boxFile?: string;
}

/**
 * Reads a split of SwissCube as published (arXiv 2104.00337): a list of images, sequences with `rgb`, `mask_visib`,
 * `scene_gt.json` and `scene_camera.json`, models as PLY, a file of bounding boxes. Images have 8 or 16 bits, gray,
 * RGB or RGBA, whose transparent pixels are white. A sequence's scene id is its place in the list. Annotations are
 * read at once, pixels when asked for.
 * @param folder - root of the set
 * @throws DatasetError naming file and field or line
 */
export async function readSwissCube(folder: string, options: SwissCubeOptions): Promise<PoseDataset> {
  const list = options.list ?? swissCubeLists[options.split];
  const listFile = join(folder, list);
  const images = await readImageList(listFile);
  const { objects, files: modelFiles } = await readSwissCubeModels(folder, options.boxFile);
  const sequences = [...new Set(images.map(({ sequence }) => sequence))];
  const scenes: BopScene[] = [];
  for (const [id, sequence] of sequences.entries()) {
    const listed = images.filter((image) => image.sequence === sequence);
    scenes.push(listedPart(await readBopScene(sequenceFolder(listFile, sequence), id), listed));
  }
  const size = await findImageSize(scenes, folder);
  const { samples, sources } = await selectSamples(scenes, size, undefined, undefined);
  checkObjects(
    samples,
    objects.map(({ id }) => id),
    join(folder, 'models'),
  );
  const files = sources.flatMap((source) => sampleFiles(source, sequences));
  const annotations = scenes.flatMap(({ annotationFiles: names }, id) =>
    names.map((name) => posix.join(sequences[id], name)),
  );
  return {
    ...{ name: basename(folder), split: options.split, ...size, objects, samples },
    hash: sha256(await hashFiles(folder, [list, ...modelFiles, ...annotations, ...files])),
    pixels: (index) => readPixels(sources[index], size),
  };
}

/** The images of a sequence that are listed; each must be there and annotated. */
function listedPart(scene: BopScene, listed: readonly ListedImage[]): BopScene {
  const groundTruth: [number, NonNullable<ReturnType<BopScene['groundTruth']['get']>>][] = [];
  for (const { imageId, file } of listed) {
    const entries = scene.groundTruth.get(imageId);
    if (entries === undefined || entries.length === 0) {
      throw incomplete(join(scene.folder, 'scene_gt.json'), String(imageId), 'no entry');
    }
    if (scene.images.get(imageId) !== file) {
      throw incomplete(join(scene.folder, file), undefined, scene.images.get(imageId) ?? 'no such file');
    }
    groundTruth.push([imageId, entries]);
  }
  return {
    ...scene,
    groundTruth: new Map(groundTruth),
    images: new Map(listed.map(({ imageId, file }) => [imageId, file])),
  };
}

function sampleFiles({ scene, imageId, places }: SampleSource, sequences: readonly string[]): string[] {
  const masks = places
    .map((place) => `mask_visib/${maskName(imageId, place)}`)
    .filter((name) => scene.files.has(name));
  return [scene.images.get(imageId)!, ...masks].map((name) => posix.join(sequences[scene.id], name));
}

function checkObjects(samples: readonly PoseSample[], ids: readonly number[], folder: string): void {
  for (const { sceneId, imageId, instances } of samples) {
    const stranger = instances.find(({ objectId }) => !ids.includes(objectId));
    if (stranger === undefined) continue;
    throw new DatasetError({
      file: folder,
      field: `object ${stranger.objectId}, in image ${imageId} of sequence ${sceneId + 1} of the list`,
      found: `models of objects ${ids.join(', ')}`,
      expected: 'a model of each annotated object',
      remedy: 'Put its mesh into models, its number at the end of its name.',
    });
  }
}

function incomplete(file: string, field: string | undefined, found: string): DatasetError {
  return new DatasetError({
    file,
    ...(field !== undefined && { field }),
    found,
    expected: 'what the list of images names, annotated',
    remedy: 'The sequence is incomplete: unpack it again, or take the image off the list.',
  });
}
