import { ConfigurationError } from '../../common/errors';
import { wdrOnSwissCube } from '../experimentScope';
import { firstQuantizedModuleRuns } from '../firstQuantizedModule';
import { architectureRuns } from './architectures';
import { baselineRuns } from './baselines';
import { headlineRuns } from './headline';
import { moduleCombinationRuns } from './moduleCombinations';
import { orderSearchRuns } from './orderSearch';
import { pyramidWidthRuns } from './pyramidWidths';
import type { Study } from './study';
import { ternaryPyramidRuns } from './ternaryPyramid';

const one: Study['seeds'] = { smoke: 1, mini: 1, paper: 1 };
const fiveAtMini: Study['seeds'] = { ...one, mini: 5 };

/** Every study, in the order in which they are run. */
export const studies: readonly Study[] = [
  {
    name: 'headline',
    title: '8-2-8, module by module, by LSQ and by INQ',
    ...wdrOnSwissCube,
    seeds: fiveAtMini,
    runs: headlineRuns,
  },
  {
    name: 'table-1',
    title: 'each module alone at 2 bits',
    ...wdrOnSwissCube,
    seeds: fiveAtMini,
    runs: firstQuantizedModuleRuns,
  },
  {
    name: 'table-3',
    title: 'a ternary pyramid in each range of depth',
    ...wdrOnSwissCube,
    seeds: fiveAtMini,
    runs: ternaryPyramidRuns,
  },
  {
    name: 'figure-4',
    title: 'every combination of modules at 2 bits, one after the other',
    ...wdrOnSwissCube,
    seeds: one,
    runs: moduleCombinationRuns,
  },
  {
    name: 'figure-6',
    title: 'MQAT against uniform and mixed precision',
    ...wdrOnSwissCube,
    seeds: one,
    runs: baselineRuns,
  },
  {
    name: 'order-search',
    title: '8-2-8 in every order of the modules',
    ...wdrOnSwissCube,
    seeds: one,
    runs: orderSearchRuns,
  },
  {
    name: 'figure-5',
    title: 'the feature pyramid at each width',
    ...wdrOnSwissCube,
    seeds: one,
    runs: pyramidWidthRuns,
  },
  {
    name: 'figure-2',
    title: 'every network at full precision',
    ...wdrOnSwissCube,
    seeds: one,
    runs: architectureRuns,
  },
];

/**
 * @returns the study of that name
 * @throws ConfigurationError listing all names when there is none
 */
export function studyNamed(name: string): Study {
  const study = studies.find((candidate) => candidate.name === name);
  if (study !== undefined) return study;
  throw new ConfigurationError({
    field: 'study',
    found: JSON.stringify(name),
    expected: `one of ${studies.map((candidate) => candidate.name).join(', ')}`,
    remedy: 'Name a figure or table that is reproduced.',
  });
}
