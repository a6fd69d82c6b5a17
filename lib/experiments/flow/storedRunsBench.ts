/*
 * Networks that are runs of the results store, for Algorithm 1 and the order search: what was trained is found again, what was
 * broken off goes on, and whatever begins alike is trained once.
 */
import { ConfigurationError } from '../../common/errors';
import type { QuantizationStep } from '../../mqat/algorithm1';
import type { ModuleQuantizationBench } from '../../mqat/moduleQuantizationBench';
import { methodNamed } from '../../quantizers/methods/quantizationMethods';
import { moduleImportance, type SensitivityMeasure } from '../../sensitivity/importance';
import type { ExperimentRun } from '../configuration/experiment';
import type { Laboratory } from '../laboratory';
import { recallName } from '../configuration/metricNames';
import { moduleSizes } from '../networks/moduleSizes';
import { networkModules } from '../configuration/networkModules';
import {
  profileSensitivity,
  type RunSensitivity,
  type RunSensitivityOptions,
} from '../sensitivity/runSensitivity';
import { nextRun, type RetrainingMethod } from './sequentialRuns';
import type { StoredRun } from '../store/storedRun';

/** A run that may not have been done yet, by what leads to it. */
export interface RunModel {
  /** Full precision first, the run itself last */
  readonly lineage: readonly ExperimentRun[];
  /** Modules that were quantized on the way */
  readonly steps: readonly QuantizationStep[];
}

/** What a bench of stored runs works with. */
export interface StoredRunsBenchOptions {
  readonly laboratory: Pick<Laboratory, 'run' | 'sensitivity'>;
  /** The runs that everything starts from, the network's at full precision last */
  readonly start: readonly ExperimentRun[];
  readonly method: RetrainingMethod;
  /** How sensitivity is measured, by default as the profile affords; the widths are those asked for */
  readonly sensitivity?: Omit<RunSensitivityOptions, 'widths'>;
  /** What a layer's sensitivity is in Omega; its trace by default */
  readonly measure?: SensitivityMeasure;
}

/** A bench whose networks are runs. */
export interface StoredRunsBench extends ModuleQuantizationBench<RunModel> {
  /** @returns the stored run; it is done where it is missing */
  result(model: RunModel): Promise<StoredRun>;
  /** @returns the sensitivity of the modules that the run leaves at full precision */
  sensitivity(model: RunModel, widths: readonly number[]): Promise<RunSensitivity>;
}

/** Makes the bench. Runs that do not depend on each other may be asked for together: the laboratory gives each its turn. */
export function storedRunsBench({
  laboratory,
  start,
  method,
  sensitivity: sensitivityOptions = profileSensitivity(start[0].configuration.profile),
  measure = 'trace',
}: StoredRunsBenchOptions): StoredRunsBench {
  const { model: network } = start[start.length - 1].configuration;
  const keyOf = ({ lineage }: RunModel) => lineage[lineage.length - 1].key;
  const result = async (model: RunModel): Promise<StoredRun> =>
    (await laboratory.run(model.lineage)).get(keyOf(model))!;
  const sensitivity = (model: RunModel, widths: readonly number[]) =>
    laboratory.sensitivity(model.lineage, keyOf(model), { ...sensitivityOptions, widths });
  return {
    modules: networkModules[network.network],
    sizes: moduleSizes(network),
    fullPrecision: { lineage: start, steps: [] },
    result,
    sensitivity,
    async quantizeAndRetrain({ lineage, steps }, module, bits) {
      checkWidth(method, module, bits);
      const step = { module, bits };
      const run = nextRun(lineage[lineage.length - 1], steps, step, method);
      const model = { lineage: [...lineage, run], steps: [...steps, step] };
      await result(model);
      return model;
    },
    accuracy: async (model) => validationAccuracy(await result(model)),
    importance: async (model, modules, widths) =>
      moduleImportance((await sensitivity(model, widths)).layers, modules, measure),
  };
}

/**
 * @returns ac(M): the share of validation images whose ADD is under a tenth of the diameter
 * @throws ConfigurationError when the run's evaluation does not count that share
 */
export function validationAccuracy({ metrics, folder }: StoredRun): number {
  const name = recallName('validation', 'ADD', 0.1, 'all');
  if (Object.hasOwn(metrics, name)) return metrics[name].value;
  throw new ConfigurationError({
    file: folder,
    field: name,
    found: 'no such metric',
    expected: 'the accuracy that networks are chosen by',
    remedy: 'Evaluate with 0.1 among the shares of the diameter.',
  });
}

function checkWidth(method: RetrainingMethod, module: string, bits: number): void {
  const { widths } = methodNamed(method);
  if (widths.includes(bits)) return;
  throw new ConfigurationError({
    field: `bits of ${module}`,
    found: String(bits),
    expected: `one of ${widths.join(', ')}`,
    remedy: 'Choose among the widths that the method has.',
  });
}
