import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { Random } from '../../lib/common/random';
import { readBopDataset } from '../../lib/datasets/bop/bopDataset';
import { encodePng, readRgbImage, readSingleChannelImage } from '../../lib/datasets/bop/imageFile';
import { readTexturedParts } from '../../lib/datasets/bop/meshFile';
import { readBopResults } from '../../lib/datasets/bop/results/resultsReader';
import { writeBopResults } from '../../lib/datasets/bop/results/resultsWriter';
import { readDetections } from '../../lib/datasets/detections';
import { readSwissCube } from '../../lib/datasets/swissCube/swissCube';
import { defaultSwissCubeMini } from '../../lib/datasets/swissCubeMini/configuration';
import { ensureSwissCubeMini } from '../../lib/datasets/swissCubeMini/swissCubeMini';
import { uniformRotation } from '../../lib/geometry/randomRotations';
import { writeSwissCubeFixture } from '../support/swissCubeFixture';
import type { FuzzedReader } from './fuzzedReader';
import { writeMeshSeeds } from './meshSeeds';
import { mutateBinary, mutateText } from './mutation';
import { networkReaders } from './networkReaders';
import { mutatePng } from './pngMutation';
import { storedReaders } from './storedReaders';
import { checkDataset, checkDetections, checkMesh, checkPixels, checkResults, demand } from './validity';

const size = { width: 16, height: 16 };

/**
 * Writes undamaged files and tells how each kind is read.
 * @param folder - an empty one
 */
export async function prepareReaders(folder: string): Promise<FuzzedReader[]> {
  return [
    ...(await bopReaders(folder)),
    ...(await swissCubeReaders(join(folder, 'swisscube'))),
    ...(await imageReaders(join(folder, 'images'))),
    ...(await meshReaders(join(folder, 'meshes'))),
    ...(await resultsReaders(join(folder, 'results'))),
    await detectionsReader(join(folder, 'detections.json')),
    ...(await networkReaders(join(folder, 'networks'))),
    ...(await storedReaders(join(folder, 'stored'))),
  ];
}

async function bopReaders(folder: string): Promise<FuzzedReader[]> {
  const root = await ensureSwissCubeMini(folder, {
    ...defaultSwissCubeMini,
    ...size,
    focalLength: 19,
    images: { train: 1, validation: 1, test: 2 },
  });
  // Its hashes would show any damage.
  await rm(join(root, 'dataset.json'));
  const info = join(root, 'models_eval', 'models_info.json');
  const models = JSON.parse(await readFile(info, 'utf8')) as Record<string, object>;
  const symmetries = {
    symmetries_discrete: [[-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]],
    symmetries_continuous: [{ axis: [0, 0, 1], offset: [0, 0, 0] }],
  };
  await writeFile(info, JSON.stringify({ 1: { ...models[1], ...symmetries } }, undefined, 1));
  const scene = join(root, 'test', '000000');
  const annotations = ['scene_gt.json', 'scene_camera.json', 'scene_gt_info.json'].map((name) =>
    join(scene, name),
  );
  const read = async () => {
    const dataset = await readBopDataset(root, { split: 'test', targets: 'test_targets_bop19.json' });
    checkDataset(dataset);
    checkPixels(dataset, await dataset.pixels(0));
    const depth = await dataset.depth(0);
    demand(
      depth.every((value) => value >= 0 && Number.isFinite(value)),
      'depth is no length',
    );
  };
  const files = [...annotations, info, join(root, 'test_targets_bop19.json')];
  const model = join(root, 'models_eval', 'obj_000001.ply');
  const pixels = ['rgb/000000.png', 'mask_visib/000000_000000.png', 'depth/000000.png'].map((name) =>
    join(scene, name),
  );
  return [
    { name: 'BOP annotations', files, mutate: mutateText, read },
    { name: 'BOP set: images, masks, depth', files: pixels, mutate: mutatePng, read },
    { name: 'BOP set: model', files: [model], mutate: mutateBinary, read },
  ];
}

async function swissCubeReaders(root: string): Promise<FuzzedReader[]> {
  await mkdir(root);
  await writeSwissCubeFixture(root);
  const sequence = join(root, 'training', 'seq_000001', '000000');
  const files = [
    ...['training.txt', 'swisscube_bbox.json'].map((name) => join(root, name)),
    ...['scene_gt.json', 'scene_camera.json'].map((name) => join(sequence, name)),
  ];
  const read = async () => {
    const dataset = await readSwissCube(root, { split: 'train' });
    checkDataset(dataset);
    checkPixels(dataset, await dataset.pixels(0));
  };
  return [{ name: 'SwissCube as published: lists, poses, boxes', files, mutate: mutateText, read }];
}

async function imageReaders(folder: string): Promise<FuzzedReader[]> {
  await mkdir(folder);
  const { width, height } = size;
  const pixels = Uint8Array.from({ length: 3 * width * height }, (_, index) => (index * 7) % 256);
  const steps = Uint16Array.from({ length: width * height }, (_, index) => 250 * index);
  const raw = sharp(pixels, { raw: { width, height, channels: 3 } });
  const files = {
    rgb: join(folder, 'rgb.png'),
    depth: join(folder, 'depth.png'),
    palette: join(folder, 'palette.png'),
    transparent: join(folder, 'transparent.png'),
    jpeg: join(folder, 'photo.jpg'),
    tiff: join(folder, 'depth.tiff'),
  };
  await writeFile(files.rgb, encodePng(pixels, width, height, 3));
  await writeFile(files.depth, encodePng(steps, width, height, 1));
  await raw.clone().png({ palette: true }).toFile(files.palette);
  await raw.clone().ensureAlpha(0.5).png().toFile(files.transparent);
  await raw.clone().jpeg().toFile(files.jpeg);
  await sharp(steps, { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .tiff({ compression: 'lzw' })
    .toFile(files.tiff);
  const color = (file: string) => async () => {
    demand((await readRgbImage(file, size)).length === 3 * width * height, 'pixels are missing');
  };
  const gray = (file: string) => async () => {
    demand((await readSingleChannelImage(file, size)).length === width * height, 'pixels are missing');
  };
  return [
    { name: 'PNG, 8 bits', files: [files.rgb], mutate: mutatePng, read: color(files.rgb) },
    { name: 'PNG, 16-bit depth', files: [files.depth], mutate: mutatePng, read: gray(files.depth) },
    { name: 'PNG, palette', files: [files.palette], mutate: mutatePng, read: color(files.palette) },
    {
      name: 'PNG, transparency',
      files: [files.transparent],
      mutate: mutatePng,
      read: color(files.transparent),
    },
    { name: 'JPEG', files: [files.jpeg], mutate: mutateBinary, read: color(files.jpeg) },
    { name: 'TIFF, 16-bit depth', files: [files.tiff], mutate: mutateBinary, read: gray(files.tiff) },
  ];
}

async function meshReaders(folder: string): Promise<FuzzedReader[]> {
  await mkdir(folder);
  await writeMeshSeeds(folder);
  const read = (name: string) => async () => {
    const parts = await readTexturedParts(join(folder, name));
    demand(parts.length > 0, 'there is no surface');
    parts.forEach(checkMesh);
  };
  const reader = (
    name: string,
    main: string,
    files: readonly string[],
    mutate: FuzzedReader['mutate'],
  ): FuzzedReader => ({
    name,
    files: files.map((file) => join(folder, file)),
    mutate,
    read: read(main),
  });
  return [
    reader('PLY, ASCII', 'ascii.ply', ['ascii.ply'], mutateText),
    reader(
      'PLY, binary little-endian',
      'binary_little_endian.ply',
      ['binary_little_endian.ply'],
      mutateBinary,
    ),
    reader('PLY, binary big-endian', 'binary_big_endian.ply', ['binary_big_endian.ply'], mutateBinary),
    reader('OBJ with materials', 'pyramid.obj', ['pyramid.obj', 'pyramid.mtl'], mutateText),
    reader('GLB', 'pyramid.glb', ['pyramid.glb'], mutateBinary),
    reader('GLB, its JSON', 'pyramid.glb', ['pyramid.glb'], mutateText),
  ];
}

async function resultsReaders(folder: string): Promise<FuzzedReader[]> {
  const random = new Random(1);
  const estimates = Array.from({ length: 12 }, (_, index) => ({
    sceneId: 2,
    imageId: Math.floor(index / 3),
    objectId: 1 + (index % 3),
    score: random.uniform(),
    pose: {
      rotation: uniformRotation(random),
      translation: [random.normal(0, 50), random.normal(0, 50), random.uniform(300, 900)] as const,
    },
    seconds: Math.floor(index / 3) / 4,
  }));
  const file = await writeBopResults(folder, { method: 'fuzz', dataset: 'lmo', split: 'test' }, estimates);
  const read = (lenient: boolean) => async () => {
    const results = await readBopResults(file, { lenient });
    demand(lenient || results.rejected.length === 0, 'lines were left out unasked');
    checkResults(results);
  };
  return [
    { name: 'BOP results, strict', files: [file], mutate: mutateText, read: read(false) },
    { name: 'BOP results, lenient', files: [file], mutate: mutateText, read: read(true) },
  ];
}

async function detectionsReader(file: string): Promise<FuzzedReader> {
  const random = new Random(2);
  const entries = Array.from({ length: 12 }, (_, index) => ({
    scene_id: 2,
    image_id: Math.floor(index / 3),
    category_id: 1 + (index % 3),
    bbox: [random.uniform(0, 500), random.uniform(0, 400), random.uniform(20, 90), random.uniform(20, 90)],
    score: random.uniform(),
    time: 0.1,
  }));
  await writeFile(file, JSON.stringify(entries, undefined, 1));
  const samples = Array.from({ length: 4 }, (_, imageId) => ({ sceneId: 2, imageId }));
  const objects = [1, 2, 3].map((id) => ({ id }));
  const read = async () => {
    const detectionsOf = await readDetections(file, { samples, objects });
    checkDetections(samples.map((_, index) => detectionsOf(index)));
  };
  return { name: 'Detections', files: [file], mutate: mutateText, read };
}
