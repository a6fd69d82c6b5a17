import type { ProfileName, RunConfiguration } from './runConfiguration';
import { profileNamed, retrainingOf, type Profile } from './profiles';
import { quantizationWords, withPolicy, type QuantizationPolicy } from './quantizationConfiguration';
import type { ModuleBits } from '../quantizers/moduleBits';
import { methodNamed, type QuantizationMethod } from '../quantizers/quantizationMethods';

/** A run by what it is for; its id follows once its parent's id is known. */
export interface ExperimentRun {
  /** Unique in the experiment, such as `fpn-lsq` */
  readonly key: string;
  readonly title: string;
  readonly configuration: RunConfiguration;
  /** Key of the run it starts from */
  readonly parentKey?: string;
}

/** How many images each split has. */
export type ImageCounts = RunConfiguration['dataset']['images'];

/** Every module of WDR at full precision. */
export const fullPrecisionBits: ModuleBits = { backbone: 32, fpn: 32, head: 32 };

/** The full-precision network of a profile: what the others start from. */
export function fullPrecisionRun(profileName: ProfileName, images: ImageCounts, seed: number): ExperimentRun {
  const profile = profileNamed(profileName, images.train);
  return {
    key: 'full-precision',
    title: 'full precision',
    configuration: {
      ...shared(profile, images, seed),
      role: 'fullPrecision',
      quantization: fullPrecisionBits,
      method: 'none',
      training: profile.fullPrecision,
    },
  };
}

/** The control of a method: same start, steps, batches, learning-rate restarts and momentum clears, unquantized. */
export function controlRun(
  profileName: ProfileName,
  images: ImageCounts,
  seed: number,
  method: 'lsq' | 'inq',
): ExperimentRun {
  const profile = profileNamed(profileName, images.train);
  return {
    key: `control-${method}`,
    title: `control of ${method.toUpperCase()}`,
    parentKey: 'full-precision',
    configuration: {
      ...shared(profile, images, seed),
      role: 'control',
      quantization: fullPrecisionBits,
      method: 'none',
      training: profile.retraining[method],
    },
  };
}

/** A network retrained with the widths given, started from full precision. */
export function quantizedRun(
  profileName: ProfileName,
  images: ImageCounts,
  seed: number,
  method: QuantizationMethod,
  quantization: ModuleBits,
  policy: QuantizationPolicy = {},
): ExperimentRun {
  const profile = profileNamed(profileName, images.train);
  const title = `${Object.values(quantization).join('-')} by ${methodNamed(method).label}`;
  return {
    key: quantizationWords({ quantization, method, ...policy }).join('-'),
    title: withPolicy(title, policy),
    parentKey: 'full-precision',
    configuration: {
      ...shared(profile, images, seed),
      role: 'quantized',
      quantization,
      method,
      ...policy,
      training: retrainingOf(profile, method),
    },
  };
}

function shared(profile: Profile, images: ImageCounts, seed: number) {
  return {
    profile: profile.name,
    seed,
    model: profile.model,
    dataset: { name: profile.rendering === undefined ? 'swisscube' : 'swisscube-mini', images },
    evaluation: profile.evaluation,
  };
}
