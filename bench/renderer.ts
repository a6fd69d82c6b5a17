import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BopSceneWriter } from '../lib/datasets/bop/bopSceneWriter';
import { defaultSwissCubeMini } from '../lib/datasets/swissCubeMini/configuration';
import { SwissCubeMiniRenderer } from '../lib/datasets/swissCubeMini/imageRenderer';

/** Images before the clock starts, so that the code is compiled. */
const WARM_UP = 200;
const IMAGES = 1000;
const LARGE_IMAGES = 10;

/** Prints complete SwissCube-mini images a second: background, object, light, noise, masks, depth, annotations. */
async function main(): Promise<void> {
  const renderer = new SwissCubeMiniRenderer(defaultSwissCubeMini);
  for (let index = 0; index < WARM_UP; index++) renderer.render('train', index);
  console.log(
    `64 x 64, rendering only: ${rate(IMAGES, (index) => renderer.render('train', index))} images/s`,
  );

  const folder = await mkdtemp(join(tmpdir(), 'renderer-bench-'));
  try {
    const writer = await BopSceneWriter.open(folder);
    const start = performance.now();
    for (let index = 0; index < IMAGES; index++) await writer.write(index, renderer.render('train', index));
    await writer.finish();
    const seconds = (performance.now() - start) / 1000;
    console.log(`64 x 64, with four PNG files each: ${(IMAGES / seconds).toFixed(0)} images/s`);
  } finally {
    await rm(folder, { recursive: true });
  }

  const large = new SwissCubeMiniRenderer({
    ...defaultSwissCubeMini,
    width: 512,
    height: 512,
    focalLength: 1.2 * 512,
  });
  const largeRate = rate(LARGE_IMAGES, (index) => large.render('train', index));
  console.log(`512 x 512, rendering only: ${largeRate} images/s`);
}

function rate(count: number, render: (index: number) => unknown): string {
  const start = performance.now();
  for (let index = 0; index < count; index++) render(index);
  return ((count * 1000) / (performance.now() - start)).toFixed(1);
}

void main();
