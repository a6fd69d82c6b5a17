import { resolve } from 'node:path';
import type { Reporter } from '../../common/reporter';
import { ensureRenderedSet } from '../rendered/renderedSet';
import {
  configurationHash,
  parseLinemodMini,
  parseOccludedLinemodMini,
  RENDERING_VERSION,
  type LinemodMiniConfiguration,
  type OccludedLinemodMiniConfiguration,
  type TableViewConfiguration,
} from './configuration';
import { generateLinemodMini, generateOccludedLinemodMini } from './generation';

/**
 * Makes sure that LINEMOD-mini is there, rendering it if it is missing: eight household objects, a scene each; training by
 * renders and few real-like images, validation and test by real-like images.
 * @param folder - folder of all data sets; the set gets its own in it, named by its configuration
 * @returns the set's folder
 * @throws ConfigurationError when the configuration cannot be rendered
 * @throws DatasetError when something else is in the set's place
 */
export async function ensureLinemodMini(
  folder: string,
  configuration: LinemodMiniConfiguration,
  reporter?: Reporter,
): Promise<string> {
  return ensureSet('LINEMOD-mini', folder, parseLinemodMini(configuration), generateLinemodMini, reporter);
}

/**
 * Makes sure that O-LINEMOD-mini is there, rendering it if it is missing: a test split of the same objects, several in each
 * image and before each other.
 * @param folder - folder of all data sets; the set gets its own in it, named by its configuration
 * @returns the set's folder
 * @throws ConfigurationError when the configuration cannot be rendered
 * @throws DatasetError when something else is in the set's place
 */
export async function ensureOccludedLinemodMini(
  folder: string,
  configuration: OccludedLinemodMiniConfiguration,
  reporter?: Reporter,
): Promise<string> {
  return ensureSet(
    'O-LINEMOD-mini',
    folder,
    parseOccludedLinemodMini(configuration),
    generateOccludedLinemodMini,
    reporter,
  );
}

/** The set's folder is named by its name and configuration. */
async function ensureSet<Configuration extends TableViewConfiguration>(
  name: string,
  folder: string,
  configuration: Configuration,
  generate: (place: string, configuration: Configuration, speaker: Reporter) => Promise<void>,
  reporter?: Reporter,
): Promise<string> {
  const target = resolve(folder, `${name.toLowerCase()}-${configurationHash(configuration)}`);
  const set = {
    ...{ name, configuration, renderingVersion: RENDERING_VERSION },
    generate: (place: string, speaker: Reporter) => generate(place, configuration, speaker),
  };
  await ensureRenderedSet(target, set, reporter);
  return target;
}
