import { miniWdr, paperWdr } from '../lib/models/wdr';
import type { Benchmark, Contestant } from './benchmark';
import type { InferenceWorkload, PeerVariant, PoseErrorWorkload, TrainingWorkload } from './workload';

const miniTraining: TrainingWorkload = {
  kind: 'training',
  network: miniWdr,
  batchSize: 32,
  optimizer: { kind: 'adamW', weightDecay: 1e-4, clipNorm: 5 },
  learningRate: 1e-4,
  compiled: true,
  checkedSteps: 3,
  measure: 'milliseconds',
};
const lsqTraining: TrainingWorkload = { ...miniTraining, bits: { backbone: 8, fpn: 2, head: 8 } };
const paperTraining: TrainingWorkload = {
  ...miniTraining,
  network: { ...paperWdr, inputWidth: 256, inputHeight: 256 },
  batchSize: 2,
  optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-4, clipNorm: 5 },
  learningRate: 1e-5,
  checkedSteps: 2,
};

/** TensorFlow's automatic clustering, which nothing but the environment switches on. */
const xlaClustering = { TF_XLA_FLAGS: '--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit' };

const variantLabels: Readonly<Record<PeerVariant, string>> = {
  eager: 'PyTorch eager, NCHW',
  channelsLast: 'PyTorch eager, channels last',
  compiled: 'PyTorch torch.compile, NCHW',
  compiledChannelsLast: 'PyTorch torch.compile, channels last',
  frozenCompiled: 'PyTorch torch.compile, channels last, frozen weights',
};
const trainingVariants: readonly PeerVariant[] = [
  'eager',
  'channelsLast',
  'compiled',
  'compiledChannelsLast',
];
const inferenceVariants: readonly PeerVariant[] = [...trainingVariants, 'frozenCompiled'];

/** @returns every benchmark, at the number of threads given */
export function benchmarks(threads: number): Benchmark[] {
  return [
    training('training-mini', 'training step, mini network, batch 32, 64x64', miniTraining, threads, 1.1, 15),
    training(
      'training-mini-lsq',
      'training step, mini network, LSQ on every module',
      lsqTraining,
      threads,
      1.3,
      15,
    ),
    training('training-paper', 'training step, DarkNet-53, batch 2, 256x256', paperTraining, threads, 1.0, 2),
    inference('inference-mini-1', 1, threads, 1.2, 100),
    inference('inference-mini-32', 32, threads, 1.0, 20),
    {
      name: 'memory-mini',
      title: 'largest resident memory of a training, mini network, batch 32',
      unit: 'bytes',
      ours: ours('compiled', { ...miniTraining, measure: 'bytes' }, threads),
      peers: peersOf({ ...miniTraining, measure: 'bytes' }, ['eager', 'channelsLast'], threads),
      goal: 1.0,
      repetitions: 10,
      rounds: 3,
      freshProcesses: true,
    },
    variation('two-trainings', 'two trainings at once with a thread each, against one with two', {
      ours: { ...ours('two processes, one thread each', miniTraining, 1), processes: 2 },
      peers: [ours('one process, two threads', miniTraining, 2)],
    }),
    variation('compiled-step', 'the step as one graph, against the same step eagerly', {
      ours: ours('graph', miniTraining, threads),
      peers: [ours('eager', { ...miniTraining, compiled: false }, threads)],
    }),
    variation('engine-xla', 'the graph clustered by XLA, against the graph', {
      ours: ours('graph, clustered by XLA', miniTraining, threads, xlaClustering),
      peers: [ours('graph', miniTraining, threads)],
    }),
    variation('engine-xla-lsq', 'the graph with LSQ clustered by XLA, against the graph', {
      ours: ours('graph, clustered by XLA', lsqTraining, threads, xlaClustering),
      peers: [ours('graph', lsqTraining, threads)],
    }),
    {
      ...variation('engine-xla-paper', 'the paper-scale graph clustered by XLA, against the graph', {
        ours: ours('graph, clustered by XLA', paperTraining, threads, xlaClustering),
        peers: [ours('graph', paperTraining, threads)],
      }),
      repetitions: 2,
    },
    {
      ...variation('input-pipeline', 'making a batch, against 5 % of a training step', {
        ours: ours('a batch of 32', { kind: 'batches', batchSize: 32 }, threads),
        peers: [{ ...ours('5 % of a training step', miniTraining, threads), share: 0.05 }],
      }),
      goal: 1.0,
    },
    {
      ...variation('evaluation', 'scoring an image on one core, against 500 images a second', {
        ours: ours('decoding, PnP, metrics', { kind: 'evaluation' }, 1),
        peers: [{ kind: 'goal', label: '500 images a second', sample: 2 }],
      }),
      goal: 1.0,
      repetitions: 3,
    },
    metric('ADD', 'average distance', 10),
    metric('ADI', 'average distance to the closest point', 3),
    metric('MSSD', 'maximum symmetry-aware surface distance, 315 symmetries', 10),
    metric('MSPD', 'maximum symmetry-aware projection distance, 315 symmetries', 10),
  ];
}

type OwnContestant = Extract<Contestant, { kind: 'ours' }>;

function ours(
  label: string,
  workload: OwnContestant['workload'],
  threads: number,
  environment: Readonly<Record<string, string>> = {},
): OwnContestant {
  return { kind: 'ours', label, workload, threads, environment };
}

function peersOf(
  workload: TrainingWorkload | InferenceWorkload,
  variants: readonly PeerVariant[],
  threads: number,
): Contestant[] {
  return variants.map((variant) => ({
    kind: 'pytorch',
    label: variantLabels[variant],
    workload,
    variant,
    threads,
  }));
}

function training(
  name: string,
  title: string,
  workload: TrainingWorkload,
  threads: number,
  goal: number,
  repetitions: number,
): Benchmark {
  const peers = peersOf(workload, trainingVariants, threads);
  return {
    ...{ name, title, unit: 'ms', goal, repetitions, rounds: 7 },
    ours: ours('graph', workload, threads),
    peers,
  };
}

function inference(
  name: string,
  batchSize: number,
  threads: number,
  goal: number,
  repetitions: number,
): Benchmark {
  const workload: InferenceWorkload = { kind: 'inference', network: miniWdr, batchSize };
  const title = `inference, mini network, batch ${batchSize}`;
  const peers = peersOf(workload, inferenceVariants, threads);
  return {
    ...{ name, title, unit: 'ms', goal, repetitions, rounds: 9 },
    ours: ours('graph', workload, threads),
    peers,
  };
}

function variation(name: string, title: string, sides: Pick<Benchmark, 'ours' | 'peers'>): Benchmark {
  return { name, title, unit: 'ms', repetitions: 15, rounds: 7, ...sides };
}

function metric(error: PoseErrorWorkload['error'], title: string, goal: number): Benchmark {
  const workload: PoseErrorWorkload = { kind: 'poseError', error, points: 10_000 };
  return {
    ...{ name: `metrics-${error.toLowerCase()}`, title: `${title}, 10,000 points`, unit: 'ms', goal },
    ours: ours('ours', workload, 1),
    peers: [{ kind: 'numpy', label: 'NumPy and SciPy, as the BOP toolkit', workload, threads: 1 }],
    repetitions: 3,
    rounds: 7,
  };
}
