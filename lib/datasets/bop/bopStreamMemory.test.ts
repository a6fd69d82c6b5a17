import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultSwissCubeMini } from '../swissCubeMini/configuration';
import { ensureSwissCubeMini } from '../swissCubeMini/swissCubeMini';
import { paddedId } from './bopLayout';
import { streamBopImages } from './bopStream';

const IMAGES = 10;
const SCENES = 80;
/** Images after which memory is taken as the measure; caches are full by then */
const SETTLED = 10 * IMAGES;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stream-'));
  const images = { train: IMAGES, validation: 1, test: 1 };
  const set = await ensureSwissCubeMini(root, { ...defaultSwissCubeMini, images });
  await mkdir(join(root, 'long'));
  for (let scene = 0; scene < SCENES; scene++) {
    await symlink(join(set, 'train', '000000'), join(root, 'long', paddedId(scene)));
  }
});
afterAll(() => rm(root, { recursive: true }));

/** Bytes in use once garbage is collected, the least of some counts: buffers are given back a little later. */
async function bytesInUse(): Promise<number> {
  let least = Infinity;
  for (let round = 0; round < 5; round++) {
    collectGarbage();
    await setImmediate();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    least = Math.min(least, heapUsed + arrayBuffers);
  }
  return least;
}

it('reading image by image takes no more memory for 800 images than for 100', async () => {
  let count = 0;
  let settled = 0;
  for await (const { image } of streamBopImages(join(root, 'long'))) {
    expect(image).toHaveLength(3 * 64 * 64);
    if (++count === SETTLED) settled = await bytesInUse();
  }
  expect(count).toBe(IMAGES * SCENES);
  // The pixels of the images in between are 10 MB.
  expect((await bytesInUse()) - settled).toBeLessThan(1e6);
});
