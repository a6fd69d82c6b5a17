/*
 * When does a low-bit pyramid help? A ternary pyramid by LSQ beside its control under conditions that the paper leaves alone:
 * fewer images, noisy poses, a narrower or wider pyramid, and a training domain that is not the one of the test.
 */
import {
  controlRun,
  fullPrecisionRuns,
  quantizedRun,
  uniformBits,
  type ExperimentRun,
} from '../configuration/experiment';
import type { ExperimentScope } from '../configuration/experimentScope';
import { probeKey } from './firstQuantizedModule';
import { datasetSourcesOf } from '../configuration/profiles';
import { flowControlKey } from '../flow/sequentialRuns';
import type { TrainingConditions } from '../configuration/trainingConditions';
import { renamedRuns } from './flowStudy';

/** A condition that networks are trained under. */
export interface Condition {
  /** Unique among those of a study, such as `images-250` */
  readonly name: string;
  readonly label: string;
  /** What changes; nothing for the usual training */
  readonly training?: TrainingConditions;
  /** Size of the network; the profile's where it is not given */
  readonly scale?: string;
}

/** Runs of a condition: full precision, its control and a ternary pyramid. */
export const conditionRoles = ['full-precision', flowControlKey('lsq', 1), probeKey('fpn', 'lsq')] as const;
export type ConditionRole = (typeof conditionRoles)[number];

/** The usual training, whose runs are those of table 1. */
const usual = 'usual';
/** Shares of the training images: from 250 to 4,000 of 8,000 at mini scale. */
const shares = [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2];
/** Standard deviations in degrees, and as shares of the distance. */
const noises = [
  { rotation: 2, depth: 0.01 },
  { rotation: 5, depth: 0.025 },
  { rotation: 10, depth: 0.05 },
];

/** @returns the key of a run of a condition */
export function conditionKey({ name }: Condition, role: ConditionRole): string {
  return name === usual ? role : `${name}-${role}`;
}

/** @returns the conditions on a set that is rendered for the task; at smoke scale fewer images alone */
export function conditionsOf({ profile, model, dataset }: ExperimentScope): Condition[] {
  const isSmoke = profile === 'smoke';
  const counts = (isSmoke ? [1 / 4] : shares).map((share) => Math.round(share * dataset.images.train));
  const { train } = dataset.images;
  const widths: Condition[] = [
    { name: 'narrow', label: 'half as wide', scale: `${model.scale}Narrow` },
    { name: 'wide', label: 'twice as wide', scale: `${model.scale}Wide` },
  ];
  const named = (images: number): Condition => ({
    ...{ name: `images-${images}`, label: `${images} images` },
    training: { images },
  });
  return [
    ...counts.map(named),
    { name: usual, label: `all ${train} images` },
    ...(isSmoke ? [] : noises).map((labelNoise) => ({
      name: `noise-${labelNoise.rotation}`,
      label: `noise of ${labelNoise.rotation}°, ${100 * labelNoise.depth} %`,
      training: { labelNoise },
    })),
    ...(isSmoke ? [] : widths),
  ];
}

/**
 * @returns the conditions on a set of renders and real-like images, tested on real-like ones: both, each alone, and as few renders as
 * there are real-like images; where the user brings the set, the usual training alone, as it does not mark them
 */
export function domainsOf({ profile, dataset }: ExperimentScope): Condition[] {
  const { rendering } = datasetSourcesOf(profile).linemod;
  const both: Condition = { name: usual, label: 'both' };
  if (rendering === undefined) return [both];
  const images = Math.floor(rendering.alone.realShare * dataset.images.train);
  const renders: Condition = { name: 'renders', label: 'renders', training: { domain: 'renders' } };
  const realLike: Condition = { name: 'real-like', label: 'real-like', training: { domain: 'realLike' } };
  if (profile === 'smoke') return [realLike];
  const few: Condition = {
    ...{ name: 'few-renders', label: `${images} renders` },
    training: { domain: 'renders', images },
  };
  return [both, renders, few, realLike];
}

/** @returns the runs of one seed, parents before those that start from them */
export function conditionRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  return conditionsOf(scope).flatMap((condition) => runsUnder(condition, scope, seed));
}

/** @returns the runs of one seed on renders, on real-like images and on both */
export function domainRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  return domainsOf(scope).flatMap((condition) => runsUnder(condition, scope, seed));
}

function runsUnder(condition: Condition, scope: ExperimentScope, seed: number): ExperimentRun[] {
  const { label, training, scale = scope.model.scale } = condition;
  const own = { ...scope, model: { ...scope.model, scale } };
  const pyramid = quantizedRun(own, seed, 'lsq', { ...uniformBits(own, 32), fpn: 2 });
  const [fullPrecision] = fullPrecisionRuns(own, seed);
  const runs = [fullPrecision, controlRun(own, seed, 'lsq'), { ...pyramid, key: probeKey('fpn', 'lsq') }];
  const trained = runs.map((run) => ({
    ...run,
    configuration: { ...run.configuration, ...(training && { conditions: training }) },
  }));
  return renamedRuns(trained, (role) => conditionKey(condition, role), label);
}
