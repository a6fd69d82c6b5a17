import { ConfigurationError } from '../common/errors';
import type { ModularNetwork } from '../models/modularNetwork';
import { createWdr, miniWdr, paperWdr, type WdrConfiguration, type WdrNetwork } from '../models/wdr';
import { quantize, type Quantization } from '../quantizers/quantization';
import type { ModelConfiguration, RunConfiguration } from './runConfiguration';

/** WDR at 32x32, so small that a step takes milliseconds: for the behavioral fingerprint and for tests. */
const tinyWdr: WdrConfiguration = {
  inputWidth: 32,
  inputHeight: 32,
  backbone: { initialChannels: 4, stageChannels: [8, 8, 16], stageUnits: [1, 2, 2] },
  pyramid: { channels: 8, stages: [2, 3], extraLevels: 1 },
  head: { towerConvolutions: 1, groups: 2, classes: 1 },
  anchorSizes: miniWdr.anchorSizes,
};

/** The sizes of each network, by name. */
const scales: Readonly<Record<ModelConfiguration['network'], Readonly<Record<string, WdrConfiguration>>>> = {
  wdr: { tiny: tinyWdr, mini: miniWdr, paper: paperWdr },
};

/**
 * @returns the configuration that a network has at a scale
 * @throws ConfigurationError when the network has no such scale
 */
export function networkConfiguration({ network, scale }: ModelConfiguration): WdrConfiguration {
  const configuration: WdrConfiguration | undefined = scales[network][scale];
  if (configuration !== undefined) return configuration;
  throw new ConfigurationError({
    file: 'run configuration',
    field: 'model.scale',
    found: JSON.stringify(scale),
    expected: `one of ${Object.keys(scales[network]).join(', ')}`,
    remedy: 'Name a scale that the network has.',
  });
}

/**
 * Makes a network with new weights.
 * @param seed - of the weights
 */
export function buildNetwork(model: ModelConfiguration, seed: number): WdrNetwork {
  return createWdr(networkConfiguration(model), seed);
}

/**
 * Puts a run's quantizers on a network; they start from its weights.
 * @returns undefined where the run quantizes nothing
 */
export function quantizeNetwork(
  network: ModularNetwork<unknown>,
  { method, quantization }: Pick<RunConfiguration, 'method' | 'quantization'>,
): Quantization | undefined {
  return method === 'none' ? undefined : quantize(network, quantization, method);
}
