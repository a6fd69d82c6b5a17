import {
  profileSensitivity,
  type RunSensitivityOptions,
} from '../../../experiments/sensitivity/runSensitivity';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';

/** Every width from ternary to 8 bits. */
const widths = [2, 3, 4, 5, 6, 7, 8];

/** @returns how a notebook measures the sensitivity of a profile's network: as Algorithm 1 does, at every width */
export function sensitivityOptions(profile: ProfileName): RunSensitivityOptions {
  return { ...profileSensitivity(profile), widths };
}

/** @returns validation images that the accuracy of each partly quantized network is measured on */
export function sensitivityImages(profile: ProfileName): number {
  return profile === 'smoke' ? 16 : 500;
}
