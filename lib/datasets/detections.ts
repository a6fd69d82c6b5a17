import { z } from 'zod';
import { DatasetError } from '../common/errors';
import { Random } from '../common/random';
import { readJson } from '../common/validation';
import type { PoseDataset, PoseSample } from './poseDataset';
import { jitteredBox, silhouetteBox, type BoxJitter, type ImageBox } from './imageBox';

/** Where a detector saw an object. */
export interface Detection {
  readonly objectId: number;
  readonly box: ImageBox;
  /** Higher is surer */
  readonly score: number;
}

/** Gives the detections in an image. */
export type DetectionSource = (index: number) => readonly Detection[];

/** What an image is called in a BOP set. */
type ImageName = Pick<PoseSample, 'sceneId' | 'imageId'>;

const detectionSchema = z.object({
  scene_id: z.int().min(0),
  image_id: z.int().min(0),
  category_id: z.int().positive(),
  bbox: z.tuple([z.number(), z.number(), z.number().positive(), z.number().positive()], {
    error: 'left, top, width, height, px',
  }),
  score: z.number(),
});

/**
 * Reads detections in BOP's JSON format: a list of scene, image, object, box and score.
 * @param dataset - whose images are asked for, such as a {@link PoseDataset}
 * @returns of each image of the data set its detections, the surest first; none where the file has none
 * @throws DatasetError naming the entry and the field that cannot be used, or where every entry is for other images
 */
export async function readDetections(
  file: string,
  { samples }: { readonly samples: readonly ImageName[] },
): Promise<DetectionSource> {
  const entries = await readJson(file, z.array(detectionSchema), DatasetError);
  const byImage = new Map<string, Detection[]>();
  for (const { scene_id, image_id, category_id, bbox, score } of entries) {
    const [left, top, width, height] = bbox;
    const key = imageKey({ sceneId: scene_id, imageId: image_id });
    const found = byImage.get(key) ?? [];
    found.push({ objectId: category_id, box: { left, top, width, height }, score });
    byImage.set(key, found);
  }
  if (entries.length > 0 && !samples.some((sample) => byImage.has(imageKey(sample))))
    throw new DatasetError({
      file,
      field: '[0].scene_id, image_id',
      found: `${entries[0].scene_id}, ${entries[0].image_id}, and no other entry for an image of the data set`,
      expected: 'scenes and images of the data set',
      remedy: 'Give the detections of this data set and split.',
    });
  for (const found of byImage.values()) found.sort((a, b) => b.score - a.score);
  return (index) => byImage.get(imageKey(samples[index])) ?? [];
}

/**
 * Stands in for a detector: the boxes of the true silhouettes, moved and scaled at random.
 * @param seed - the same image gets the same box whenever it is asked for
 */
export function groundTruthDetections(
  { samples, objects }: PoseDataset,
  jitter: BoxJitter,
  seed: number,
): DetectionSource {
  return (index) => {
    const { camera, instances } = samples[index];
    const random = Random.derive(seed, 'detection', index);
    return instances.flatMap(({ objectId, pose }) => {
      const object = objects.find(({ id }) => id === objectId);
      if (object === undefined) return [];
      return [{ objectId, box: jitteredBox(silhouetteBox(object, pose, camera), jitter, random), score: 1 }];
    });
  };
}

function imageKey({ sceneId, imageId }: ImageName): string {
  return `${sceneId}/${imageId}`;
}
