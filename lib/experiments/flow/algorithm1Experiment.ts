/*
 * Algorithm 1 over the results store: what is missing is trained, what was measured is read, and the outcome is kept as one
 * record.
 */
import { join } from 'node:path';
import { writeFileAtomically } from '../../common/atomicFile';
import { ConfigurationError } from '../../common/errors';
import { algorithm1, checkReachable, probeBits } from '../../mqat/algorithm1';
import { searchOrders } from '../../mqat/orderSearch';
import type { QuantizationOrder } from '../../mqat/quantizationOrders';
import { methodNamed } from '../../quantizers/methods/quantizationMethods';
import type { Algorithm1Experiment, Algorithm1Record, ScoredOrder, ScoredRun } from './algorithm1Record';
import { fullPrecisionRuns, type ExperimentRun } from '../configuration/experiment';
import { modulesOf, type ExperimentScope } from '../configuration/experimentScope';
import type { Laboratory } from '../laboratory';
import { resultsFolderOf } from '../store/resultFolders';
import { recallName } from '../configuration/metricNames';
import { moduleSizes } from '../networks/moduleSizes';
import { networkModules } from '../configuration/networkModules';
import { profileNamed } from '../configuration/profiles';
import { recordAllocation } from './recordedAllocation';
import { nextRun } from './sequentialRuns';
import { storedRunsBench, type RunModel, type StoredRunsBench } from './storedRunsBench';
import type { StoredRun } from '../store/storedRun';

/**
 * Checks what can be checked before anything is opened or trained.
 * @throws InfeasibleAllocationError with the smallest size that can be reached
 * @throws ConfigurationError when a width is none of the method, or the widths do not ascend
 */
export async function checkExperiment(experiment: Algorithm1Experiment): Promise<void> {
  const { profile, method, widths, compressionFactor } = experiment;
  const allowed = methodNamed(method).widths;
  const isRising = widths.every((bits, index) => index === 0 || bits > widths[index - 1]);
  if (!isRising || !widths.includes(probeBits) || !widths.every((bits) => allowed.includes(bits))) {
    throw new ConfigurationError({
      field: 'widths',
      found: `[${widths.join(', ')}]`,
      expected: `some of ${allowed.join(', ')}, ascending, ${probeBits} among them`,
      remedy: 'Correct the widths to choose from.',
    });
  }
  const { scale } = profileNamed(profile, 1).datasets.swisscube;
  const network = { modules: networkModules.wdr, sizes: moduleSizes({ network: 'wdr', scale }) };
  await checkReachable(network, { widths, compressionFactor });
}

/** @returns the runs that are known beforehand: full precision and the probes; those after them follow from their results */
export function probeRuns(
  { method, seed }: Pick<Algorithm1Experiment, 'method' | 'seed'>,
  scope: ExperimentScope,
): ExperimentRun[] {
  const start = fullPrecisionRuns(scope, seed);
  const full = start[start.length - 1];
  const steps = modulesOf(scope).map((module) => ({ module, bits: probeBits }));
  return [...start, ...steps.map((step) => nextRun(full, [], step, method))];
}

/** The bench that an experiment is done on. */
export function experimentBench(
  laboratory: Pick<Laboratory, 'run' | 'sensitivity'>,
  { method, seed, measure }: Pick<Algorithm1Experiment, 'method' | 'seed' | 'measure'>,
  scope: ExperimentScope,
): StoredRunsBench {
  const start = fullPrecisionRuns(scope, seed);
  return storedRunsBench({ laboratory, start, method, measure });
}

/**
 * Does Algorithm 1: probes side by side, then what follows from them. Broken off and started again, it goes on where it was.
 * @throws InfeasibleAllocationError with the smallest size that can be reached, before anything is trained
 */
export async function performAlgorithm1(
  bench: StoredRunsBench,
  experiment: Algorithm1Experiment,
): Promise<Algorithm1Record> {
  const { widths, compressionFactor } = experiment;
  const result = await algorithm1(bench, { widths, compressionFactor, probesAtOnce: Infinity });
  const { kBest, importance, steps } = result;
  const start = result.probes.find(({ module }) => module === kBest)?.model ?? bench.fullPrecision;
  const sensitivity =
    Object.keys(importance).length === 0 ? undefined : await bench.sensitivity(start, widths);
  const allocation = await recordAllocation(result, experiment.measure, sensitivity);
  const weights = Object.values(bench.sizes).reduce((sum, size) => sum + size, 0);
  return {
    ...experiment,
    fullPrecision: scored(await bench.result(bench.fullPrecision)),
    probes: await Promise.all(
      result.probes.map(async ({ module, model }) => ({
        ...{ module, bits: probeBits },
        ...scored(await bench.result(model)),
      })),
    ),
    kBest: kBest ?? null,
    sensitivity:
      sensitivity === undefined ? null : { identity: sensitivity.identity, layers: sensitivity.layers },
    importance,
    allocation,
    steps: await Promise.all(
      steps.map(async (step, index) => ({
        ...step,
        ...scored(await bench.result(beginningOf(result.model, index + 1))),
      })),
    ),
    compression: (32 * weights) / allocation.size,
  };
}

/** Quantizes along every order; orders that begin alike share their runs. */
export async function performOrders(
  bench: StoredRunsBench,
  orders: readonly QuantizationOrder[],
): Promise<ScoredOrder[]> {
  const found = await searchOrders(bench, orders, { atOnce: Infinity });
  return Promise.all(
    found.map(async ({ order, model }) => ({ steps: order, ...scored(await bench.result(model)) })),
  );
}

/**
 * @param orders - which were searched, where any were
 * @param results - the folder of results; the profile's where it is not given
 * @returns the file that a record is kept in, such as `results/algorithm1/mini-lsq-8x-2-4-8-seed0.json`
 */
export function recordFile(
  { profile, method, ...experiment }: Algorithm1Experiment,
  orders?: 'all' | 'combinations',
  results = resultsFolderOf(profile),
): string {
  const { compressionFactor, widths, seed, measure } = experiment;
  const words = [profile, method, `${compressionFactor}x`, ...widths, `seed${seed}`];
  const special = [
    ...(measure === 'trace' ? [] : ['mean-trace']),
    ...(orders === undefined ? [] : ['orders', orders]),
  ];
  return join(results, 'algorithm1', `${[...words, ...special].join('-')}.json`);
}

/** Writes what an experiment led to, whole or not at all. */
export async function writeRecord(file: string, record: Algorithm1Record): Promise<void> {
  await writeFileAtomically(file, `${JSON.stringify(record, null, 2)}\n`);
}

function scored({ id, metrics }: StoredRun): ScoredRun {
  const recall = (split: string) => metrics[recallName(split, 'ADD', 0.1, 'all')];
  return { run: id, validation: recall('validation'), test: recall('test') };
}

/** @param length - of its steps; the runs that it starts from are kept */
function beginningOf({ lineage, steps }: RunModel, length: number): RunModel {
  const left = steps.length - length;
  return { lineage: lineage.slice(0, lineage.length - left), steps: steps.slice(0, length) };
}
