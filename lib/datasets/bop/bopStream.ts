import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { causeText } from '../../common/causeText';
import { DatasetError } from '../../common/errors';
import type { PoseSample, SamplePixels } from '../poseDataset';
import { readPixels } from './bopPixels';
import { readBopScene } from './bopScene';
import { findImageSize, selectSamples } from './bopSelection';

/** An image with its annotations. */
export type BopImage = PoseSample & SamplePixels;

/**
 * Reads a split image by image, in the order of scenes and images. One scene's annotations and one image are in memory
 * at a time, however large the set is; scenes may differ in their images' size. Images without pixels are left out.
 * @param splitFolder - such as `ycbv/train_pbr`
 * @throws DatasetError naming file and field
 */
export async function* streamBopImages(splitFolder: string): AsyncGenerator<BopImage> {
  for (const name of await sceneNames(splitFolder)) {
    const scene = await readBopScene(join(splitFolder, name), Number(name));
    if (scene.images.size === 0) continue;
    const size = await findImageSize([scene], splitFolder);
    const { samples, sources } = await selectSamples([scene], size, undefined, undefined);
    for (const [index, sample] of samples.entries()) {
      if (!scene.images.has(sample.imageId)) continue;
      yield { ...sample, ...(await readPixels(sources[index], size)) };
    }
  }
}

async function sceneNames(splitFolder: string): Promise<string[]> {
  try {
    const names = (await readdir(splitFolder)).filter((name) => /^\d+$/.test(name));
    return names.sort((a, b) => Number(a) - Number(b));
  } catch (cause) {
    throw new DatasetError({
      file: splitFolder,
      found: causeText(cause),
      expected: 'a split in BOP format',
      remedy: 'Check the path of the data set and the name of the split folder.',
    });
  }
}
