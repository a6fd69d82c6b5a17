import type { ModuleBits } from '../../quantizers/moduleBits';
import { methodNamed, type QuantizationMethod } from '../../quantizers/methods/quantizationMethods';
import { modulesOf, type ExperimentScope } from './experimentScope';
import { networkStarts } from './networkModules';
import { profileNamed, retrainingOf, type Profile } from './profiles';
import { quantizationWords, withPolicy, type QuantizationPolicy } from './quantizationConfiguration';
import type { RunConfiguration } from './runConfiguration';

/** A run by what it is for; its id follows once its parent's id is known. */
export interface ExperimentRun {
  /** Unique in the experiment, such as `fpn-lsq` */
  readonly key: string;
  readonly title: string;
  readonly configuration: RunConfiguration;
  /** Key of the run it starts from */
  readonly parentKey?: string;
}

/** Key of a scope's network at full precision, which all others start from. */
export const fullPrecisionKey = 'full-precision';

/** @returns every module of a scope's network at one width */
export function uniformBits(scope: ExperimentScope, bits: number): ModuleBits {
  return Object.fromEntries(modulesOf(scope).map((module) => [module, bits]));
}

/**
 * The full-precision network of a scope: what the others start from.
 * @returns its run, after that of the network whose weights it starts from, where it starts from another's
 */
export function fullPrecisionRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  const run: ExperimentRun = {
    key: fullPrecisionKey,
    title: 'full precision',
    configuration: {
      ...shared(scope, seed),
      role: 'fullPrecision',
      quantization: uniformBits(scope, 32),
      method: 'none',
      training: profileOf(scope).fullPrecision,
    },
  };
  const start = networkStarts[scope.model.network];
  if (start === undefined) return [run];
  const [origin] = fullPrecisionRuns({ ...scope, model: { ...scope.model, network: start } }, seed);
  const key = `${fullPrecisionKey}-${start}`;
  return [
    { ...origin, key, title: `${start} at full precision` },
    { ...run, parentKey: key },
  ];
}

/** The control of a method: same start, steps, batches, learning-rate restarts and momentum clears, unquantized. */
export function controlRun(scope: ExperimentScope, seed: number, method: 'lsq' | 'inq'): ExperimentRun {
  return {
    key: `control-${method}`,
    title: `control of ${method.toUpperCase()}`,
    parentKey: fullPrecisionKey,
    configuration: {
      ...shared(scope, seed),
      role: 'control',
      quantization: uniformBits(scope, 32),
      method: 'none',
      training: profileOf(scope).retraining[method],
    },
  };
}

/** A network retrained with the widths given, started from full precision. */
export function quantizedRun(
  scope: ExperimentScope,
  seed: number,
  method: QuantizationMethod,
  quantization: ModuleBits,
  policy: QuantizationPolicy = {},
): ExperimentRun {
  const title = `${Object.values(quantization).join('-')} by ${methodNamed(method).label}`;
  return {
    key: quantizationWords({ quantization, method, ...policy }).join('-'),
    title: withPolicy(title, policy),
    parentKey: fullPrecisionKey,
    configuration: {
      ...shared(scope, seed),
      role: 'quantized',
      quantization,
      method,
      ...policy,
      training: retrainingOf(profileOf(scope), method),
    },
  };
}

/** @returns the profile of a scope, whose lengths of training follow its images at the paper's scale */
export function profileOf({ profile, dataset }: ExperimentScope): Profile {
  return profileNamed(profile, dataset.images.train);
}

function shared(scope: ExperimentScope, seed: number) {
  return { ...scope, seed, evaluation: profileOf(scope).evaluation };
}
