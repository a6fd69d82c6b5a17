/*
 * The sensitivity of a stored run's network: the trace of every layer's Hessian with its interval, and the squared error of
 * every width (MQAT, section 3.3; HAWQ-V2 and HAWQ-V3). It takes minutes to measure and is kept beside the run's weights.
 */
import { ConfigurationError } from '../../common/errors';
import type { Reporter } from '../../common/reporter';
import { networkSensitivity, type NetworkLayerSensitivity } from '../../mqat/networkSensitivity';
import { usualTraceOptions, type TraceOptions } from '../../sensitivity/traceEstimate';
import { trainingBatches } from '../../training/batches';
import { engineIdentity } from '../run/engineIdentity';
import type { ExperimentData } from '../run/experimentData';
import { quantizedModules } from '../run/quantizedParent';
import { readKept } from './keptMeasurement';
import type { ProfileName, RunConfiguration } from '../configuration/runConfiguration';
import { sensitivityFingerprint } from './sensitivityBehavior';
import {
  readSensitivity,
  sensitivityFile,
  writeSensitivity,
  type SensitivityIdentity,
  type SensitivityRecord,
} from './sensitivityFile';
import { loadTrainedNetwork } from '../run/trainedNetwork';

/** Every width that errors can be asked for, but 32. */
const keptWidths = [2, 3, 4, 5, 6, 7, 8];

/** The run whose network is measured. */
export interface MeasuredRun {
  readonly id: string;
  readonly configuration: RunConfiguration;
}

/** How the sensitivity of a run is measured. */
export interface RunSensitivityOptions {
  /** Bits that errors are asked for, from 2 to 8 or 32, ascending; any of them share one measurement */
  readonly widths: readonly number[];
  /** Batches of training images that the loss is the mean over, from 2 */
  readonly batchCount: number;
  readonly traces: TraceOptions;
}

/** Four batches, and at most 100 probes where 95 % intervals of a tenth of the trace are not reached before. */
export const usualRunSensitivity: RunSensitivityOptions = {
  widths: [2, 4, 8],
  batchCount: 4,
  traces: { ...usualTraceOptions, maximumProbes: 100 },
};

/** What a profile affords: the smoke profile no more than the fewest batches and probes. */
export function profileSensitivity(profile: ProfileName): RunSensitivityOptions {
  if (profile !== 'smoke') return usualRunSensitivity;
  const { minimumProbes } = usualTraceOptions;
  return {
    ...usualRunSensitivity,
    batchCount: 2,
    traces: { ...usualTraceOptions, maximumProbes: minimumProbes },
  };
}

/** A sensitivity that was measured to its end, with all that it depends on. */
export interface RunSensitivity {
  readonly identity: SensitivityIdentity;
  /** Errors are those of the widths asked for, in their order */
  readonly layers: readonly NetworkLayerSensitivity[];
}

/** What a measurement needs beside the run. */
export interface SensitivityContext {
  readonly data: Pick<ExperimentData, 'splits'>;
  /** Where the run's weights lie */
  readonly workFolder: string;
  readonly reporter: Reporter;
}

/**
 * Measures the layers of the modules that a run leaves at full precision, on its own training images and at the precision it
 * was trained at. What was measured before is read; a measurement that was broken off goes on where it was, and ends with the
 * same bits. A kept file that is damaged is named, and replaced by a new measurement.
 * @throws ConfigurationError when the run leaves no module at full precision, or an option is out of its range
 * @throws CheckpointError when the run's weights are missing, damaged or of another network
 * @throws NumericalError naming the layer whose sensitivity is not finite
 */
export async function runSensitivity(
  run: MeasuredRun,
  context: SensitivityContext,
  options: RunSensitivityOptions = usualRunSensitivity,
): Promise<RunSensitivity> {
  const identity = await sensitivityIdentity(run, options);
  const file = sensitivityFile(context.workFolder, identity);
  const kept = await readKept(() => readSensitivity(file, identity), context.reporter);
  if (kept?.layers !== undefined) return { identity, layers: atWidths(kept.layers, options.widths) };
  let progress = kept?.progress ?? { probes: 0, sums: {} };
  const layers = await measure(run, context, identity, {
    start: kept?.progress,
    onProbe: async (drawn) => {
      progress = drawn;
      await writeSensitivity(file, { identity, progress });
    },
  });
  await writeSensitivity(file, { identity, progress, layers });
  return { identity, layers: atWidths(layers, options.widths) };
}

function atWidths(
  layers: readonly NetworkLayerSensitivity[],
  widths: readonly number[],
): NetworkLayerSensitivity[] {
  return layers.map((layer) => ({
    ...layer,
    squaredErrors: widths.map((bits) => (bits === 32 ? 0 : layer.squaredErrors[keptWidths.indexOf(bits)])),
  }));
}

async function measure(
  run: MeasuredRun,
  context: SensitivityContext,
  identity: SensitivityIdentity,
  probes: ProbeRecorder,
): Promise<NetworkLayerSensitivity[]> {
  const { data, workFolder, reporter } = context;
  const { modules, widths, traces, batches } = identity;
  const { seed, size, augmentation, count: batchCount } = batches;
  const { train: dataset } = data.splits;
  const trained = await loadTrainedNetwork(run.configuration, run.id, workFolder);
  const bar = reporter.progress('sensitivity', traces.maximumProbes, 'probes');
  try {
    const { network, precision } = trained;
    const task = network.task(dataset.objects);
    const stream = trainingBatches({ dataset, task, size, augmentation, seed });
    return await networkSensitivity(task, stream, widths, {
      ...{ precision, modules, batchCount, traces },
      run: {
        start: probes.start,
        onProbe: async (progress, converged) => {
          await probes.onProbe(progress);
          const layers = Object.keys(progress.sums).length;
          bar.update(progress.probes, { converged: `${converged} of ${layers} layers` });
        },
      },
    });
  } finally {
    bar.finish();
    trained.dispose();
  }
}

/** What goes on from an earlier measurement, and keeps what is drawn. */
interface ProbeRecorder {
  readonly start: SensitivityRecord['progress'] | undefined;
  onProbe(progress: SensitivityRecord['progress']): Promise<void>;
}

async function sensitivityIdentity(
  { id, configuration }: MeasuredRun,
  { widths, batchCount, traces }: RunSensitivityOptions,
): Promise<SensitivityIdentity> {
  checkOptions({ widths, batchCount, traces });
  const quantized = quantizedModules(configuration);
  const { seed, training, quantization } = configuration;
  const modules = Object.keys(quantization).filter((module) => !quantized.includes(module));
  if (modules.length === 0) throw nothingLeft(id, configuration);
  return {
    run: id,
    modules,
    widths: keptWidths,
    batches: { seed, count: batchCount, size: training.batchSize, augmentation: training.augmentation },
    traces,
    behavioralFingerprint: await sensitivityFingerprint(),
    engine: engineIdentity(),
  };
}

function checkOptions({ widths, batchCount, traces }: RunSensitivityOptions): void {
  const demand = (holds: boolean, field: string, found: string, expected: string) => {
    if (holds) return;
    const remedy = 'Correct what the sensitivity is measured with.';
    throw new ConfigurationError({ field: `sensitivity, ${field}`, found, expected, remedy });
  };
  const ascending = widths.every(
    (bits, index) => (bits === 32 || keptWidths.includes(bits)) && (index === 0 || bits > widths[index - 1]),
  );
  demand(
    widths.length > 0 && ascending,
    'widths',
    `[${widths.join(', ')}]`,
    `some of ${keptWidths.join(', ')} and 32, ascending`,
  );
  const enough = (value: number) => Number.isInteger(value) && value >= 2;
  demand(enough(batchCount), 'batchCount', String(batchCount), 'a whole number from 2');
  const { maximumProbes } = traces;
  demand(enough(maximumProbes), 'traces.maximumProbes', String(maximumProbes), 'a whole number from 2');
}

function nothingLeft(id: string, { quantization }: RunConfiguration): ConfigurationError {
  return new ConfigurationError({
    field: `sensitivity of run ${id}, quantization`,
    found: JSON.stringify(quantization),
    expected:
      'a module at 32 bits: the loss has no second derivative with respect to weights that are rounded',
    remedy: 'Measure the run before a module is quantized.',
  });
}
