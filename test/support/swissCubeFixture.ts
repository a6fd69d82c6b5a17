import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { maskName, paddedId } from '../../lib/datasets/bop/bopLayout';
import { encodePng } from '../../lib/datasets/bop/imageFile';
import { defaultSwissCubeMini } from '../../lib/datasets/swissCubeMini/configuration';
import { SwissCubeMiniRenderer } from '../../lib/datasets/swissCubeMini/imageRenderer';
import { buildCubesat } from '../../lib/meshes/cubesat/cubesatMesh';
import { measureExtent } from '../../lib/meshes/meshExtent';
import { writePly } from '../../lib/meshes/ply/plyWriter';
import { boxCorners } from '../../lib/geometry/boxCorners';

/** How the images of a sequence are stored. */
export type StoredAs = 'rgb8.png' | 'rgba16.png' | 'gray8.png' | 'rgb8.jpg';

/** Sequences of the fixture, two images each. */
export const fixtureSequences: readonly { folder: string; stored: StoredAs; paddedKeys: boolean }[] = [
  { folder: 'training/seq_000000/000000', stored: 'rgb8.png', paddedKeys: false },
  { folder: 'training/seq_000001/000000', stored: 'rgba16.png', paddedKeys: true },
  { folder: 'training/seq_000002/000000', stored: 'gray8.png', paddedKeys: true },
  { folder: 'training/seq_000003/000000', stored: 'rgb8.jpg', paddedKeys: false },
];

/** Writes a small set in the layout of SwissCube 1.0, its images rendered, all of its lists the same. */
export async function writeSwissCubeFixture(folder: string): Promise<void> {
  const renderer = new SwissCubeMiniRenderer(defaultSwissCubeMini);
  const lines: string[] = [];
  for (const [index, { folder: sequence, stored, paddedKeys }] of fixtureSequences.entries()) {
    const [truth, cameras]: Record<string, unknown>[] = [{}, {}];
    await mkdir(join(folder, sequence, 'rgb'), { recursive: true });
    await mkdir(join(folder, sequence, 'mask_visib'), { recursive: true });
    for (const imageId of [3, 4]) {
      const { image, camera, instances, width, height } = renderer.render('train', 2 * index + imageId);
      const key = paddedKeys ? paddedId(imageId) : String(imageId);
      truth[key] = instances.map(({ groundTruth }) => groundTruth);
      cameras[key] = { cam_K: camera.cam_K };
      const [extension] = stored.split('.').slice(1);
      const file = `${sequence}/rgb/${paddedId(imageId)}.${extension}`;
      await writeFile(join(folder, file), await encode(image, instances[0].mask, width, height, stored));
      const mask = instances[0].mask.map((value) => 255 * value);
      const maskFile = join(folder, sequence, 'mask_visib', maskName(imageId, 0));
      await writeFile(maskFile, encodePng(mask, width, height, 1));
      lines.push(imageId === 3 ? file : `./${file}`);
    }
    await writeFile(join(folder, sequence, 'scene_gt.json'), JSON.stringify(truth));
    await writeFile(join(folder, sequence, 'scene_camera.json'), JSON.stringify(cameras));
  }
  for (const list of ['training', 'validation', 'testing']) {
    await writeFile(join(folder, `${list}.txt`), `${lines.join('\n')}\n`);
  }
  await mkdir(join(folder, 'models'));
  const cubesat = buildCubesat();
  const { low, high } = measureExtent(cubesat.positions);
  await writeFile(join(folder, 'models', 'obj_000001.ply'), writePly(cubesat, { format: 'ascii' }));
  await writeFile(
    join(folder, 'swisscube_bbox.json'),
    JSON.stringify([[...boxCorners(low, high)].reverse()]),
  );
}

/** RGBA is transparent where the object is not, with other colors behind. */
async function encode(
  image: Uint8Array,
  mask: Uint8Array,
  width: number,
  height: number,
  stored: StoredAs,
): Promise<Buffer> {
  const raw = { raw: { width, height, channels: 3 as const } };
  switch (stored) {
    case 'rgb8.png':
      return sharp(image, raw).png().toBuffer();
    case 'rgb8.jpg':
      return sharp(image, raw).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    case 'gray8.png':
      return sharp(image, raw).grayscale().png().toBuffer();
    case 'rgba16.png': {
      const wide = Uint16Array.from({ length: 4 * width * height }, (_, index) => {
        const [pixel, channel] = [Math.floor(index / 4), index % 4];
        return channel === 3 ? 65_535 * mask[pixel] : 257 * image[3 * pixel + channel];
      });
      return sharp(wide, { raw: { width, height, channels: 4 } })
        .toColorspace('rgb16')
        .png()
        .toBuffer();
    }
  }
}
