import { resolve } from 'node:path';
import type { Reporter } from '../../common/reporter';
import { ensureRenderedSet } from '../rendered/renderedSet';
import {
  configurationHash,
  parseSwissCubeMini,
  RENDERING_VERSION,
  type SwissCubeMiniConfiguration,
} from './configuration';
import { generateSwissCubeMini } from './generation';

/**
 * Makes sure that the set is there, rendering it if it is missing.
 * @param folder - folder of all data sets; the set gets its own in it, named by its configuration
 * @returns the set's folder
 * @throws ConfigurationError when the configuration cannot be rendered
 * @throws DatasetError when something else is in the set's place
 */
export async function ensureSwissCubeMini(
  folder: string,
  configuration: SwissCubeMiniConfiguration,
  reporter?: Reporter,
): Promise<string> {
  const checked = parseSwissCubeMini(configuration);
  const target = resolve(folder, `swisscube-mini-${configurationHash(checked)}`);
  const set = {
    name: 'SwissCube-mini',
    renderingVersion: RENDERING_VERSION,
    configuration: checked,
    generate: (place: string, speaker: Reporter) => generateSwissCubeMini(place, checked, speaker),
  };
  await ensureRenderedSet(target, set, reporter);
  return target;
}
