import { z } from 'zod';
import { ConfigurationError } from '../../common/errors';
import { Random } from '../../common/random';
import { isRealLike } from '../../datasets/linemodMini/generation';
import type { PoseDataset, PoseSample } from '../../datasets/poseDataset';
import type { Pose } from '../../geometry/pose';
import { multiplyMatrices, randomDirection, rotationAbout } from '../../geometry/rotations';
import { datasetName } from './datasetKinds';
import { datasetSourcesOf } from './profiles';
import type { RunConfiguration } from './runConfiguration';

/** Where training images come from, in a set that has both. */
export const trainingDomains = ['renders', 'realLike'] as const;
export type TrainingDomain = (typeof trainingDomains)[number];

/** Standard deviations of normal errors that are drawn once for each training pose, from the run's seed. */
export interface LabelNoise {
  /** About a random axis through the object's origin, degrees */
  readonly rotation: number;
  /** Along the line of sight, share of the distance */
  readonly depth: number;
}

/** What a run trains on otherwise than it could; validation and test stay as they are. */
export interface TrainingConditions {
  /** All images where it is not given */
  readonly domain?: TrainingDomain;
  /** How many of them, spread evenly over the set; all where it is not given */
  readonly images?: number;
  /** Poses are as annotated where it is not given */
  readonly labelNoise?: LabelNoise;
}

/** Depths stay positive: no draw is farther out than 7 standard deviations. */
const largestDepthNoise = 0.1;

/** Shape of {@link TrainingConditions}. */
export const trainingConditionsSchema: z.ZodType<TrainingConditions> = z
  .strictObject({
    domain: z.enum(trainingDomains).exactOptional(),
    images: z.number().int().min(1).exactOptional(),
    labelNoise: z
      .strictObject({
        rotation: z.number().min(0).max(180),
        depth: z.number().min(0).max(largestDepthNoise),
      })
      .exactOptional(),
  })
  .refine((conditions) => Object.keys(conditions).length > 0, 'at least one condition, or no such field');

/** @returns words for a run's folder, such as `images250` */
export function conditionWords({ domain, images, labelNoise }: TrainingConditions): string[] {
  return [
    ...(domain === undefined ? [] : [domain]),
    ...(images === undefined ? [] : [`images${images}`]),
    ...(labelNoise === undefined ? [] : [`noise${labelNoise.rotation}deg${labelNoise.depth * 100}percent`]),
  ];
}

/**
 * The training split as a run sees it: of one domain, so many of its images, with noisy poses.
 * @param train - the whole split
 * @throws ConfigurationError when there are not so many images, or the set does not say which are real-like
 */
export function underConditions(train: PoseDataset, configuration: RunConfiguration): PoseDataset {
  const { conditions, seed } = configuration;
  if (conditions === undefined) return train;
  const { domain, images, labelNoise } = conditions;
  const all = train.samples.map((_, index) => index);
  const ofDomain = domain === undefined ? all : imagesOfDomain(train, domain, configuration);
  const chosen = images === undefined ? ofDomain : spreadEvenly(ofDomain, images);
  const samples = chosen.map((index) => train.samples[index]);
  return {
    ...train,
    samples: labelNoise === undefined ? samples : samples.map((sample) => noisy(sample, labelNoise, seed)),
    pixels: (index) => train.pixels(chosen[index]),
  };
}

function imagesOfDomain(
  { samples }: PoseDataset,
  domain: TrainingDomain,
  { profile, dataset }: RunConfiguration,
): number[] {
  const rendering =
    dataset.name === datasetName(profile, 'linemod')
      ? datasetSourcesOf(profile).linemod.rendering
      : undefined;
  if (rendering === undefined) {
    throw new ConfigurationError({
      ...{ file: 'run configuration', field: 'conditions.domain', found: `${domain} of ${dataset.name}` },
      expected: 'linemod-mini, which has renders and real-like images',
      remedy: 'Leave the field out, or name that data set.',
    });
  }
  const { realShare } = rendering.alone;
  return samples.flatMap(({ imageId }, index) =>
    isRealLike(imageId, realShare) === (domain === 'realLike') ? [index] : [],
  );
}

/** Half as many of them are among those again. */
function spreadEvenly(from: readonly number[], count: number): number[] {
  if (count <= from.length) {
    return Array.from({ length: count }, (_, place) => from[Math.floor((place * from.length) / count)]);
  }
  throw new ConfigurationError({
    ...{ file: 'run configuration', field: 'conditions.images', found: String(count) },
    expected: `at most ${from.length}, the training images that there are`,
    remedy: 'Ask for fewer images.',
  });
}

function noisy(sample: PoseSample, noise: LabelNoise, seed: number): PoseSample {
  const instances = sample.instances.map((instance, place) => {
    const random = Random.derive(seed, 'label noise', sample.sceneId, sample.imageId, place);
    return { ...instance, pose: noisyPose(instance.pose, noise, random) };
  });
  return { ...sample, instances };
}

function noisyPose({ rotation, translation: [x, y, z] }: Pose, noise: LabelNoise, random: Random): Pose {
  const angle = (random.normal(0, noise.rotation) * Math.PI) / 180;
  const turn = rotationAbout(randomDirection(random), angle);
  const factor = 1 + random.normal(0, noise.depth);
  return {
    rotation: multiplyMatrices(turn, rotation),
    translation: [factor * x, factor * y, factor * z],
  };
}
