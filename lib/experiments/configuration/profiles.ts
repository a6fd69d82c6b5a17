import { noAugmentation, type AugmentationConfiguration } from '../../datasets/augmentation';
import {
  defaultLinemodMini,
  defaultOccludedLinemodMini,
  type LinemodMiniConfiguration,
  type OccludedLinemodMiniConfiguration,
} from '../../datasets/linemodMini/configuration';
import {
  defaultSwissCubeMini,
  type SwissCubeMiniConfiguration,
} from '../../datasets/swissCubeMini/configuration';
import type { Camera } from '../../geometry/camera';
import { methodNamed, type QuantizationMethod } from '../../quantizers/methods/quantizationMethods';
import type { FreezingPoint, TrainingPlan } from '../../training/trainer';
import type { EvaluationConfiguration, ProfileName, TrainingConfiguration } from './runConfiguration';

/** Where the images of a data set come from at a scale. */
export interface DatasetSource<Rendering> {
  /** Name of the networks' configurations for images of this size */
  readonly scale: string;
  /** What is rendered on demand; undefined where the user brings the data */
  readonly rendering: Rendering | undefined;
  /** The camera that brought images are seen through; undefined where they are taken as they are */
  readonly camera: Camera | undefined;
}

/** The objects alone, which networks are trained and tested on, and before each other, for one more test. */
export interface LinemodRendering {
  readonly alone: LinemodMiniConfiguration;
  readonly occluded: OccludedLinemodMiniConfiguration;
}

/** The sources of a profile's data sets. */
export interface DatasetSources {
  readonly swisscube: DatasetSource<SwissCubeMiniConfiguration>;
  readonly linemod: DatasetSource<LinemodRendering>;
}

/** What a run asks a cluster for. */
export interface ClusterResources {
  /** 0 for none */
  readonly gpus: number;
  /** Time limit of a job, minutes, where no run like it was measured */
  readonly minutes: number;
  /** The longest limit that is asked for, minutes; a run that lasts longer goes on from its checkpoint in another job */
  readonly maximumMinutes: number;
}

/** A scale at which everything can be run: data, network, lengths of training, evaluation. */
export interface Profile {
  readonly name: ProfileName;
  readonly datasets: DatasetSources;
  /** Training of the full-precision network that all others start from */
  readonly fullPrecision: TrainingConfiguration;
  /** Retraining of a quantized network and of its control */
  readonly retraining: { readonly lsq: TrainingConfiguration; readonly inq: TrainingConfiguration };
  readonly evaluation: EvaluationConfiguration;
  /** TensorFlow threads of one training */
  readonly threads: number;
  readonly resources: ClusterResources;
}

/** INQ fractions of MQAT's public code by epoch of 30. */
const inqEpochs: readonly (readonly [number, number])[] = [
  [0, 0.2],
  [5, 0.4],
  [9, 0.6],
  [13, 0.8],
  [17, 0.9],
  [21, 0.95],
  [25, 0.9875],
  [29, 1],
];
const inqFreezing: readonly FreezingPoint[] = inqEpochs.map(([epoch, fraction]) => ({
  at: epoch / 30,
  fraction,
}));

const adamW = { kind: 'adamW', weightDecay: 1e-4, clipNorm: 5 } as const;

/** LSQ: the rate only drops. */
function lsqPlan(steps: number, base: number): TrainingPlan {
  const schedule = { kind: 'steps', at: [0.7], factor: 0.1 } as const;
  return {
    steps,
    learningRate: { base, schedule, warmupSteps: 0, restarts: [] },
    optimizer: adamW,
    freezing: [],
  };
}

/** INQ: the rate drops inside each interval and is raised again where more weights are frozen. */
function inqPlan(steps: number, base: number): TrainingPlan {
  const schedule = { kind: 'steps', at: [0.5], factor: 0.1 } as const;
  const restarts = inqFreezing.slice(1).map(({ at }) => at);
  return {
    steps,
    learningRate: { base, schedule, warmupSteps: 0, restarts },
    optimizer: adamW,
    freezing: inqFreezing,
  };
}

const miniAugmentation: AugmentationConfiguration = {
  ...noAugmentation,
  shift: 0.1,
  scale: 0.1,
  rotation: 5,
};
const miniEvaluation: EvaluationConfiguration = {
  confidenceThreshold: 0.3,
  ransac: { iterations: 100, inlierThreshold: 2, confidence: 0.99 },
  diameterShares: [0.05, 0.1, 0.2, 0.5],
  bootstrap: { samples: 1000, level: 0.95 },
};

function miniTraining(batchSize: number, plan: TrainingPlan): TrainingConfiguration {
  return { batchSize, plan, augmentation: miniAugmentation, statisticsBatches: 50 };
}

/** Small sets for the networks of scale `mini`, rendered on demand. */
function miniDatasets(swisscube: SwissCubeMiniConfiguration, linemod: LinemodRendering): DatasetSources {
  const shared = { scale: 'mini', camera: undefined };
  return {
    swisscube: { ...shared, rendering: swisscube },
    linemod: { ...shared, rendering: linemod },
  };
}

/** So few images that they are rendered in seconds. */
const smoke: Profile = {
  name: 'smoke',
  datasets: miniDatasets(
    { ...defaultSwissCubeMini, images: { train: 320, validation: 64, test: 64 } },
    {
      alone: { ...defaultLinemodMini, images: { train: 7, validation: 1, test: 4 } },
      occluded: { ...defaultOccludedLinemodMini, images: 24 },
    },
  ),
  fullPrecision: miniTraining(16, {
    steps: 160,
    learningRate: { base: 3e-3, schedule: { kind: 'cosine' }, warmupSteps: 10, restarts: [] },
    optimizer: adamW,
    freezing: [],
  }),
  retraining: { lsq: miniTraining(16, lsqPlan(30, 1e-3)), inq: miniTraining(16, inqPlan(60, 1e-3)) },
  evaluation: { ...miniEvaluation, bootstrap: { samples: 200, level: 0.95 } },
  threads: 1,
  resources: { gpus: 0, minutes: 15, maximumMinutes: 15 },
};

const mini: Profile = {
  name: 'mini',
  datasets: miniDatasets(defaultSwissCubeMini, {
    alone: defaultLinemodMini,
    occluded: defaultOccludedLinemodMini,
  }),
  fullPrecision: miniTraining(32, {
    steps: 8000,
    learningRate: {
      base: 2e-3,
      schedule: { kind: 'steps', at: [0.6, 0.8], factor: 0.1 },
      warmupSteps: 100,
      restarts: [],
    },
    optimizer: adamW,
    freezing: [],
  }),
  retraining: { lsq: miniTraining(32, lsqPlan(1200, 1e-3)), inq: miniTraining(32, inqPlan(1200, 1e-3)) },
  evaluation: miniEvaluation,
  threads: 1,
  resources: { gpus: 0, minutes: 120, maximumMinutes: 240 },
};

const paperBatch = 8;
const sgd = { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-4, clipNorm: 5 } as const;
const retrainingSgd = { ...sgd, nesterov: false } as const;
const paperAugmentation: AugmentationConfiguration = {
  ...noAugmentation,
  shift: 0.1,
  scale: 0.1,
  rotation: 180,
};

/** WDR's internal camera: what every image of SwissCube is warped to. */
const internalCamera: Camera = { matrix: [303.79, 0, 256, 0, 303.79, 256, 0, 0, 1], width: 512, height: 512 };

/** LINEMOD's images have one camera and the size that the paper trains at, 640x480. */
const paperDatasets: DatasetSources = {
  swisscube: { scale: 'paper', rendering: undefined, camera: internalCamera },
  linemod: { scale: 'paperLinemod', rendering: undefined, camera: undefined },
};

/** The paper's own scale: SwissCube at 512x512, DarkNet-53; retraining lasts 30 epochs of the training images. */
function paper(trainingImages: number): Profile {
  const training = (plan: TrainingPlan): TrainingConfiguration => ({
    batchSize: paperBatch,
    plan,
    augmentation: paperAugmentation,
    statisticsBatches: 200,
  });
  const steps = Math.round((30 * trainingImages) / paperBatch);
  return {
    name: 'paper',
    datasets: paperDatasets,
    fullPrecision: training({
      steps: 300_000,
      learningRate: {
        base: 1e-2,
        schedule: { kind: 'steps', at: [2 / 3, 0.9], factor: 0.1 },
        warmupSteps: 1000,
        restarts: [],
      },
      optimizer: sgd,
      freezing: [],
    }),
    retraining: {
      lsq: training({ ...lsqPlan(steps, 1e-2), optimizer: retrainingSgd }),
      inq: training({ ...inqPlan(steps, 1e-2), optimizer: retrainingSgd }),
    },
    evaluation: { ...miniEvaluation, ransac: { iterations: 100, inlierThreshold: 5, confidence: 0.99 } },
    threads: 2,
    resources: { gpus: 1, minutes: 1440, maximumMinutes: 1440 },
  };
}

/**
 * @param trainingImages - how many the profile's training split has; only the paper's profile depends on it
 */
export function profileNamed(name: ProfileName, trainingImages: number): Profile {
  return name === 'paper' ? paper(trainingImages) : { smoke, mini }[name];
}

/** @returns whose way a network is retrained in under a method: INQ's where it freezes weights, else LSQ's */
export function scheduleOf(method: QuantizationMethod): keyof Profile['retraining'] {
  return methodNamed(method).freezes === true ? 'inq' : 'lsq';
}

/** @returns how a network is retrained under a method: INQ's way where it freezes weights, not at all where it needs no training */
export function retrainingOf({ retraining }: Profile, method: QuantizationMethod): TrainingConfiguration {
  const training = retraining[scheduleOf(method)];
  return methodNamed(method).retrains ? training : { ...training, plan: { ...training.plan, steps: 0 } };
}

/** @returns where a profile's images come from and how they are seen */
export function datasetSourcesOf(name: ProfileName): DatasetSources {
  return profileNamed(name, 1).datasets;
}

/** @returns what a run of a profile asks a cluster for */
export function clusterResourcesOf(name: ProfileName): ClusterResources {
  return profileNamed(name, 1).resources;
}

/** @returns the TensorFlow threads of one training of a profile */
export function threadsOf(name: ProfileName): number {
  return profileNamed(name, 1).threads;
}
