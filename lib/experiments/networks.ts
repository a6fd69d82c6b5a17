import { ConfigurationError } from '../common/errors';
import { createWdr, miniWdr, paperWdr, type WdrConfiguration, type WdrNetwork } from '../models/wdr';
import type { ModelConfiguration } from './runConfiguration';

/** The sizes of each network, by name. */
const scales: Readonly<Record<ModelConfiguration['network'], Readonly<Record<string, WdrConfiguration>>>> = {
  wdr: { mini: miniWdr, paper: paperWdr },
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
