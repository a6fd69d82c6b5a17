import { usualRunSensitivity, type RunSensitivityOptions } from '../../experiments/runSensitivity';
import type { ProfileName } from '../../experiments/runConfiguration';

/** Every width from ternary to 8 bits. */
const widths = [2, 3, 4, 5, 6, 7, 8];

/** @returns how a notebook measures the sensitivity of a profile's network: at smoke scale by so few probes that it shows the way only */
export function sensitivityOptions(profile: ProfileName): RunSensitivityOptions {
  const { traces } = usualRunSensitivity;
  return profile === 'smoke'
    ? { widths, batchCount: 2, traces: { ...traces, maximumProbes: 5 } }
    : { widths, batchCount: 4, traces: { ...traces, maximumProbes: 100 } };
}

/** @returns validation images that the accuracy of each partly quantized network is measured on */
export function sensitivityImages(profile: ProfileName): number {
  return profile === 'smoke' ? 16 : 500;
}
