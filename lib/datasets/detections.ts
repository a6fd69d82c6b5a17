import { z } from 'zod';
import { DatasetError } from '../common/errors';
import { Random } from '../common/random';
import { readJson } from '../common/validation';
import type { ObjectModel, PoseDataset, PoseSample } from './poseDataset';
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

/** What detections are wanted of. */
export interface DetectionSubject {
  readonly samples: readonly ImageName[];
  /** Without them any object will do */
  readonly objects?: readonly Pick<ObjectModel, 'id'>[];
}

/**
 * Reads detections in BOP's JSON format: a list of scene, image, object, box and score.
 * @param subject - whose images are asked for, such as a {@link PoseDataset}
 * @returns of each image its detections, the surest first; none where the file has none
 * @throws DatasetError naming the entry and the field that cannot be used, or where every entry is for other images or objects
 */
export async function readDetections(
  file: string,
  { samples, objects }: DetectionSubject,
): Promise<DetectionSource> {
  const entries = await readJson(file, z.array(detectionSchema), DatasetError);
  const images = new Set(samples.map(imageKey));
  const ofImages = entries.filter((entry) => images.has(entryKey(entry)));
  const [first] = ofImages.length > 0 ? ofImages : entries;
  if (first !== undefined && ofImages.length === 0)
    throw nothingOf(file, 'scene_id, image_id', `${first.scene_id}, ${first.image_id}`, 'image');
  const ids = objects?.map(({ id }) => id);
  if (first !== undefined && ids && !ofImages.some(({ category_id }) => ids.includes(category_id)))
    throw nothingOf(file, 'category_id', `${first.category_id}`, 'object', ids.join(', '));
  const byImage = new Map<string, Detection[]>();
  for (const entry of ofImages) {
    const [left, top, width, height] = entry.bbox;
    const found = byImage.get(entryKey(entry)) ?? [];
    found.push({ objectId: entry.category_id, box: { left, top, width, height }, score: entry.score });
    byImage.set(entryKey(entry), found);
  }
  for (const found of byImage.values()) found.sort((a, b) => b.score - a.score);
  return (index) => byImage.get(imageKey(samples[index])) ?? [];
}

function nothingOf(file: string, field: string, value: string, kind: string, known?: string): DatasetError {
  return new DatasetError({
    file,
    field,
    found: `${value}, and no entry for an ${kind} of the data set`,
    expected: known === undefined ? `${kind}s of the data set` : `${kind}s of the data set: ${known}`,
    remedy: 'Give the detections of this data set and split.',
  });
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

function entryKey({ scene_id, image_id }: z.infer<typeof detectionSchema>): string {
  return imageKey({ sceneId: scene_id, imageId: image_id });
}

function imageKey({ sceneId, imageId }: ImageName): string {
  return `${sceneId}/${imageId}`;
}
