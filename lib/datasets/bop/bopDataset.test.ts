import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DatasetError } from '../../common/errors';
import { Random } from '../../common/random';
import { defaultSwissCubeMini } from '../swissCubeMini/configuration';
import { ensureSwissCubeMini } from '../swissCubeMini/swissCubeMini';
import { readBopDataset } from './bopDataset';
import { streamBopImages } from './bopStream';
import { encodePng, readRgbImage, readSingleChannelImage } from './imageFile';

const size = { width: 64, height: 64 };
let root: string;
let rendered: string;
/** A copy without `dataset.json`, as sets of others are. */
let folder: string;
const scene = (...path: string[]) => join(folder, 'test', '000000', ...path);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'bop-'));
  rendered = await ensureSwissCubeMini(root, {
    ...defaultSwissCubeMini,
    images: { train: 1, validation: 1, test: 3 },
  });
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'copy-'));
  await cp(rendered, folder, { recursive: true });
  await rm(join(folder, 'dataset.json'));
});

type Entries = Record<string, Record<string, unknown>[] & Record<string, unknown>>;

async function edit(file: string, change: (content: Entries) => void): Promise<void> {
  const content = JSON.parse(await readFile(file, 'utf8')) as Entries;
  change(content);
  await writeFile(file, JSON.stringify(content));
}

async function refusal(action: Promise<unknown>): Promise<string> {
  const error = await action.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(DatasetError);
  return (error as DatasetError).message;
}

const read = () => readBopDataset(folder, { split: 'test' });

describe('a BOP set', () => {
  it('hashes to the same wherever it lies, and to another when an image changes', async () => {
    const { hash } = await read();
    expect((await readBopDataset(rendered, { split: 'test' })).hash).toBe(hash);
    await writeFile(scene('rgb', '000001.png'), await readFile(scene('rgb', '000000.png')));
    expect((await read()).hash).not.toBe(hash);
  });

  it('is read in part: by targets, by object, without visible fractions', async () => {
    const targets = [{ scene_id: 0, im_id: 2, obj_id: 1, inst_count: 1 }];
    await writeFile(join(folder, 'some.json'), JSON.stringify(targets));
    const part = await readBopDataset(folder, { split: 'test', targets: 'some.json' });
    expect(part.samples.map(({ imageId }) => imageId)).toEqual([2]);
    expect(await refusal(readBopDataset(folder, { split: 'test', objectIds: [4] }))).toMatch(/no instance/);
    await rm(scene('scene_gt_info.json'));
    expect((await read()).samples[0].instances[0]).not.toHaveProperty('visibleFraction');
  });

  it('gives whole masks and what is known of each instance', async () => {
    const dataset = await read();
    const mask = await dataset.mask(1, 0);
    const { instanceMap } = await dataset.pixels(1);
    expect([...mask].every((value, pixel) => value > 0 || instanceMap[pixel] === 0)).toBe(true);
    const [info] = dataset.info(1)!;
    expect(info.px_count_visib).toBe(instanceMap.filter((value) => value === 1).length);
    expect(dataset.hasDepth(1)).toBe(true);
    await rm(scene('scene_gt_info.json'));
    expect((await read()).info(1)).toBeUndefined();
  });

  it('is read image by image, those without pixels left out', async () => {
    await rm(scene('rgb', '000001.png'));
    const dataset = await read();
    const images = [];
    for await (const image of streamBopImages(join(folder, 'test'))) images.push(image);
    expect(images.map(({ imageId }) => imageId)).toEqual([0, 2]);
    expect(images[1]).toMatchObject(await dataset.pixels(2));
    expect(images[1]).toMatchObject(dataset.samples[2]);
    const nowhere = streamBopImages(join(folder, 'nowhere'));
    await expect(nowhere.next()).rejects.toThrow(DatasetError);
  });

  it('refuses targets that are not annotated, or listed twice', async () => {
    const target = { scene_id: 0, im_id: 2, obj_id: 1, inst_count: 1 };
    const targets = async (...list: object[]) => {
      await writeFile(join(folder, 'some.json'), JSON.stringify(list));
      return refusal(readBopDataset(folder, { split: 'test', targets: 'some.json' }));
    };
    expect(await targets({ ...target, im_id: 9 })).toMatch(/some\.json: \[0\]: .* annotated 0 times/);
    expect(await targets({ ...target, inst_count: 2 })).toMatch(/annotated 1 times/);
    expect(await targets(target, target)).toMatch(/\[1\]: found a target that stands there twice/);
  });

  it('has symmetries when models_info.json says so', async () => {
    await edit(join(folder, 'models_eval', 'models_info.json'), (content) => {
      content['1'].symmetries_continuous = [{ axis: [0, 0, 1], offset: [0, 0, 0] }];
    });
    const [object] = (await read()).objects;
    expect(object.symmetries).toHaveLength(315);
    expect(object.corners).toHaveLength(8);
  });
});

describe('bad annotations', () => {
  it.each([
    ['cut JSON', 'scene_gt.json', (text: string) => text.slice(0, -40), /scene_gt\.json: found .*JSON/],
    [
      'a camera matrix of zeros',
      'scene_camera.json',
      (text: string) => text.replace(/"cam_K":\[[^\]]*\]/, '"cam_K":[0,0,0,0,0,0,0,0,0]'),
      /scene_camera\.json: 0\.cam_K: .* expected a camera matrix/,
    ],
    [
      'a reflection',
      'scene_gt.json',
      (text: string) => text.replace(/"cam_R_m2c":\[[^\]]*\]/, '"cam_R_m2c":[1,0,0,0,1,0,0,0,-1]'),
      /scene_gt\.json: 0\[0\]\.cam_R_m2c: .* expected a rotation/,
    ],
    [
      'an object that models_info.json lacks',
      'scene_gt.json',
      (text: string) => text.replace('"obj_id":1', '"obj_id":8'),
      /models_info\.json: 8: found objects 1; expected object 8/,
    ],
    [
      'an image without a camera',
      'scene_camera.json',
      (text: string) => text.replace('"1":', '"77":'),
      /scene_camera\.json: 1: found no entry/,
    ],
  ])('%s', async (_, file, change, message) => {
    await writeFile(scene(file), change(await readFile(scene(file), 'utf8')));
    expect(await refusal(read())).toMatch(message);
  });

  it('models in meters', async () => {
    const file = join(folder, 'models_eval', 'models_info.json');
    await edit(file, (content) => {
      for (const [key, value] of Object.entries(content['1'])) content['1'][key] = Number(value) / 1000;
    });
    expect(await refusal(read())).toMatch(/1\.diameter: .* is the model in meters\?/);
  });

  it('no such split', async () => {
    const missing = readBopDataset(folder, { split: 'test', splitFolder: 'test_primesense' });
    expect(await refusal(missing)).toMatch(/test_primesense: found ENOENT/);
  });
});

describe('bad pixels', () => {
  it('a cut PNG', async () => {
    const file = scene('rgb', '000001.png');
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length - 30));
    const dataset = await read();
    expect(await refusal(dataset.pixels(1))).toMatch(
      /000001\.png: byte 33, chunk IDAT: found a damaged image \(\d+ bytes claimed where \d+ are\)/,
    );
    await expect(dataset.pixels(2)).resolves.toBeDefined();
    const flipped = Buffer.from(bytes);
    flipped[60] ^= 4;
    await writeFile(file, flipped);
    expect(await refusal(dataset.pixels(1))).toMatch(/byte 33, chunk IDAT: .* does not fit its checksum/);
    await writeFile(file, bytes.subarray(0, bytes.length - 12));
    expect(await refusal(dataset.pixels(1))).toMatch(/byte \d+: found .* before its last chunk/);
  });

  it('a missing mask, a missing image, missing depth', async () => {
    await rm(scene('mask_visib', '000000_000000.png'));
    await rm(scene('rgb', '000001.png'));
    await rm(scene('depth', '000002.png'));
    const dataset = await read();
    expect(await refusal(dataset.pixels(0))).toMatch(/mask_visib.000000_000000\.png: found no such file/);
    expect(dataset.hasPixels(1)).toBe(false);
    expect(await refusal(dataset.pixels(1))).toMatch(/rgb.000001: found no such file/);
    expect(await refusal(dataset.depth(2))).toMatch(/depth.000002\.png: found no such file/);
  });

  it('another size, before anything is decoded', async () => {
    await writeFile(scene('rgb', '000001.png'), encodePng(new Uint8Array(3 * 32 * 64), 32, 64, 3));
    expect(await refusal((await read()).pixels(1))).toMatch(/size: found 32 x 64; expected 64 x 64/);
    const huge = Buffer.from(await readFile(scene('rgb', '000002.png')));
    huge.writeUInt32BE(30_000, 16);
    await writeFile(scene('rgb', '000002.png'), huge);
    expect(await refusal((await read()).pixels(2))).toMatch(/size: found 30000 x 64/);
  });

  it('a colored mask', async () => {
    await writeFile(
      scene('mask_visib', '000000_000000.png'),
      encodePng(new Uint8Array(3 * 64 * 64), 64, 64, 3),
    );
    expect(await refusal((await read()).pixels(0))).toMatch(/channels: found 3; expected 1/);
  });

  it('any damage of a PNG is seen', async () => {
    const random = new Random(2);
    const bytes = await readFile(scene('rgb', '000000.png'));
    const file = scene('rgb', 'damaged.png');
    for (let trial = 0; trial < 300; trial++) {
      const damaged = Buffer.from(bytes);
      damaged[random.integer(damaged.length)] ^= 1 + random.integer(255);
      await writeFile(file, damaged);
      await refusal(readRgbImage(file, size));
    }
  });
});

describe('image formats', () => {
  const pixels = Uint8Array.from({ length: 3 * 64 * 64 }, (_, index) => (index * 7) % 256);
  const raw = { raw: { width: 64, height: 64, channels: 3 as const } };

  it('gray is repeated over the channels, 16 bits are cut to 8', async () => {
    const file = join(folder, 'gray.png');
    await writeFile(
      file,
      encodePng(
        Uint16Array.from({ length: 64 * 64 }, (_, i) => i * 16),
        64,
        64,
        1,
      ),
    );
    const rgb = await readRgbImage(file, size);
    expect([...rgb.subarray(3 * 64, 3 * 64 + 3)]).toEqual([4, 4, 4]);
  });

  it('transparency shows white', async () => {
    const file = join(folder, 'transparent.png');
    await sharp(pixels, raw).ensureAlpha(0).png().toFile(file);
    expect((await readRgbImage(file, size)).every((value) => value === 255)).toBe(true);
  });

  it('palettes and JPEG are read', async () => {
    const flat = Uint8Array.from({ length: 3 * 64 * 64 }, (_, index) => [200, 40, 90][index % 3]);
    await sharp(flat, raw).png({ palette: true }).toFile(join(folder, 'palette.png'));
    expect(await readRgbImage(join(folder, 'palette.png'), size)).toEqual(flat);
    await sharp(flat, raw)
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toFile(join(folder, 'flat.jpg'));
    const decoded = await readRgbImage(join(folder, 'flat.jpg'), size);
    expect(decoded.every((value, index) => Math.abs(value - flat[index]) < 4)).toBe(true);
  });

  it('TIFF of one channel keeps its bits', async () => {
    const file = join(folder, 'depth.tif');
    const steps = Uint16Array.from({ length: 64 * 64 }, (_, index) => 15 * index);
    const gray = { raw: { width: 64, height: 64, channels: 1 as const } };
    await sharp(steps, gray).toColourspace('grey16').tiff({ compression: 'lzw' }).toFile(file);
    expect(await readSingleChannelImage(file, size)).toEqual(steps);
    const bytes = Uint8Array.from(steps, (value) => value % 256);
    await sharp(bytes, gray).toColourspace('b-w').tiff({ compression: 'lzw' }).toFile(file);
    expect([...(await readSingleChannelImage(file, size))]).toEqual([...bytes]);
  });

  it('a cut JPEG is refused', async () => {
    const jpeg = await sharp(pixels, raw).jpeg().toBuffer();
    await writeFile(join(folder, 'cut.jpg'), jpeg.subarray(0, jpeg.length / 2));
    expect(await refusal(readRgbImage(join(folder, 'cut.jpg'), size))).toMatch(
      /cut\.jpg: byte \d+: found a damaged image \(the file's end/,
    );
  });
});
