import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { DatasetError } from '../common/errors';
import { silentReporter, type Reporter } from '../common/reporter';
import { encodePng } from '../datasets/bop/imageFile';
import { readBopDataset } from '../datasets/bop/bopDataset';
import { imagesOfBopSet } from './imageSources';

const cameraMatrix = [50, 0, 15, 0, 51, 11, 0, 0, 1];

/** A set as the BOP challenge publishes those whose poses it keeps to itself: images and cameras. */
async function unannotatedSet(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'unannotated-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const scene = join(folder, 'test', '000004');
  await mkdir(join(scene, 'rgb'), { recursive: true });
  const ids = [2, 5, 7];
  const cameras = Object.fromEntries(ids.map((id) => [id, { cam_K: cameraMatrix }]));
  await writeFile(join(scene, 'scene_camera.json'), JSON.stringify(cameras));
  for (const id of [2, 5])
    await writeFile(join(scene, 'rgb', `00000${id}.png`), encodePng(new Uint8Array(3 * 32 * 24), 32, 24, 3));
  const targets = [2, 7].map((im_id) => ({ scene_id: 4, im_id, obj_id: 1, inst_count: 1 }));
  await writeFile(join(folder, 'targets.json'), JSON.stringify(targets));
  return folder;
}

it('images of a set without poses are found by their cameras alone', async () => {
  const folder = await unannotatedSet();
  const warnings: string[] = [];
  const reporter: Reporter = { ...silentReporter, warn: (text) => void warnings.push(text) };
  const camera = { matrix: cameraMatrix, width: 32, height: 24 };
  const second = { sceneId: 4, imageId: 2, camera };
  expect(await imagesOfBopSet(folder, 'test', undefined, reporter)).toMatchObject([
    second,
    { ...second, imageId: 5 },
  ]);
  expect(await imagesOfBopSet(folder, 'test', 'targets.json', reporter)).toMatchObject([second]);
  expect(warnings).toHaveLength(2);
});

it('such a set is refused where poses are needed', async () => {
  const reading = readBopDataset(await unannotatedSet(), { split: 'test' });
  await expect(reading).rejects.toThrow(DatasetError);
  await expect(reading).rejects.toThrow(/scene_gt\.json/);
});
