import { fullPrecisionRun, type ExperimentRun, type ImageCounts } from '../experiment';
import { networkModules, networkStarts, type NetworkName } from '../networkModules';
import type { ProfileName } from '../runConfiguration';

/** Networks in the order of the tables. */
export const architectures = Object.keys(networkModules) as NetworkName[];

/** @returns the key of a network's run at full precision */
export function architectureKey(network: NetworkName): string {
  return network === 'wdr' ? 'full-precision' : `full-precision-${network}`;
}

/** Every network at full precision, with the training of the profile; CA-SpaceNet starts from WDR. */
export function architectureRuns(profile: ProfileName, images: ImageCounts, seed: number): ExperimentRun[] {
  const wdr = fullPrecisionRun(profile, images, seed);
  return architectures.map((network) => {
    if (network === 'wdr') return wdr;
    const quantization = Object.fromEntries(networkModules[network].map((module) => [module, 32]));
    const { model } = wdr.configuration;
    const start = networkStarts[network];
    return {
      key: architectureKey(network),
      title: `${network} at full precision`,
      configuration: { ...wdr.configuration, model: { ...model, network }, quantization },
      ...(start !== undefined && { parentKey: architectureKey(start) }),
    };
  });
}
