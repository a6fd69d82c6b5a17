/*
 * Table 1 of the paper: each module alone at 2 bits (the probes of Algorithm 1, lines 1 to 5), by both methods since the
 * paper names none, with the matched controls that the paper lacks.
 */
import {
  controlRun,
  fullPrecisionRuns,
  quantizedRun,
  uniformBits,
  type ExperimentRun,
} from '../configuration/experiment';
import type { ExperimentScope } from '../configuration/experimentScope';
import { recallName } from '../configuration/metricNames';
import type { StoredRun } from '../store/storedRun';

/** Modules in the order of the paper's table. */
export const probedModules = ['backbone', 'head', 'fpn'] as const;
/** Quantization methods that the probes are run with. */
export const probeMethods = ['lsq', 'inq'] as const;

/** @returns the runs of one seed, parents before those that start from them */
export function firstQuantizedModuleRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  return [
    ...fullPrecisionRuns(scope, seed),
    ...probeMethods.flatMap((method) => [
      controlRun(scope, seed, method),
      ...probedModules.map((module) => ({
        ...quantizedRun(scope, seed, method, { ...uniformBits(scope, 32), [module]: 2 }),
        key: probeKey(module, method),
        title: `${module} at 2 bits by ${method.toUpperCase()}`,
      })),
    ]),
  ];
}

/** @returns the key of the run that quantizes a module alone */
export function probeKey(module: string, method: string): string {
  return `${module}-${method}`;
}

/**
 * Chooses the module that is quantized first, as lines 1 to 5 of Algorithm 1 do: the probe that beats full precision and
 * every other probe. It looks at validation images only (ADD-0.1d).
 * @param results - of one seed, by key
 * @returns undefined where no probe beats full precision
 */
export function selectFirstModule(
  results: ReadonlyMap<string, StoredRun>,
  method: (typeof probeMethods)[number],
): (typeof probedModules)[number] | undefined {
  const accuracy = (key: string) =>
    results.get(key)!.metrics[recallName('validation', 'ADD', 0.1, 'all')].value;
  let best = {
    accuracy: accuracy('full-precision'),
    module: undefined as (typeof probedModules)[number] | undefined,
  };
  for (const module of probedModules) {
    const probe = accuracy(probeKey(module, method));
    if (probe > best.accuracy) best = { accuracy: probe, module };
  }
  return best.module;
}
