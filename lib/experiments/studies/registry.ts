import { ConfigurationError } from '../../common/errors';
import { wdrOnSwissCube, type ExperimentSubject } from '../configuration/experimentScope';
import { firstQuantizedModuleRuns } from './firstQuantizedModule';
import { architectureRuns } from './architectures';
import { baselineRuns } from './baselines';
import { caSpaceNetRuns } from './caSpaceNet';
import { conditionRuns, domainRuns } from './conditions';
import { headlineRuns } from './headline';
import { moduleCombinationRuns } from './moduleCombinations';
import { moduleSplittingRuns } from './moduleSplitting';
import { orderSearchRuns } from './orderSearch';
import { pyramidLayerRuns } from './pyramidLayers';
import { pyramidWidthRuns } from './pyramidWidths';
import { scheduleRuns } from './schedules';
import type { Study } from './study';
import { ternaryPyramidRuns } from './ternaryPyramid';
import { zebraPoseRuns } from './zebraPose';

const one: Study['seeds'] = { smoke: 1, mini: 1, paper: 1 };
const fiveAtMini: Study['seeds'] = { ...one, mini: 5 };

const caSpaceNetOnSwissCube: ExperimentSubject = { network: 'caSpaceNet', dataset: 'swisscube' };

/** Every study, in the order in which they are run; those that are extra are run where they are named. */
export const studies: readonly Study[] = [
  {
    ...{ name: 'headline', ...wdrOnSwissCube, seeds: fiveAtMini, runs: headlineRuns },
    title: '8-2-8, module by module, by LSQ and by INQ',
    reference: 'abstract, table 2',
  },
  {
    ...{ name: 'table-1', ...wdrOnSwissCube, seeds: fiveAtMini, runs: firstQuantizedModuleRuns },
    title: 'each module alone at 2 bits',
    reference: 'table 1',
  },
  {
    ...{ name: 'table-3', ...wdrOnSwissCube, seeds: fiveAtMini, runs: ternaryPyramidRuns },
    title: 'a ternary pyramid in each range of depth',
    reference: 'table 3',
  },
  {
    ...{ name: 'figure-4', ...wdrOnSwissCube, seeds: one, runs: moduleCombinationRuns },
    title: 'every combination of modules at 2 bits, one after the other',
    reference: 'figure 4',
  },
  {
    ...{ name: 'table-4', ...caSpaceNetOnSwissCube, seeds: one, runs: caSpaceNetRuns },
    title: 'CA-SpaceNet by MQAT and by uniform LSQ',
    reference: 'table 4',
  },
  {
    ...{ name: 'figure-6', ...wdrOnSwissCube, seeds: one, runs: baselineRuns },
    title: 'MQAT against uniform and mixed precision',
    reference: 'figures 1 and 6',
  },
  {
    ...{ name: 'figure-5', ...wdrOnSwissCube, seeds: one, runs: pyramidWidthRuns },
    title: 'the feature pyramid at each width',
    reference: 'figure 5',
  },
  {
    ...{ name: 'figure-5-ca-space-net', ...caSpaceNetOnSwissCube, seeds: one, runs: pyramidWidthRuns },
    title: 'the pyramids of CA-SpaceNet at each width',
    reference: 'figure 5',
  },
  {
    ...{ name: 'pyramid-layers', ...wdrOnSwissCube, seeds: one, runs: pyramidLayerRuns },
    title: 'each layer of the feature pyramid alone at 2 bits',
    reference: 'supplementary: FPN layer-wise',
  },
  {
    ...{ name: 'schedules', ...wdrOnSwissCube, seeds: one, runs: scheduleRuns },
    title: 'a ternary pyramid with other learning rates and shares of frozen weights',
    reference: 'supplementary: learning-rate and quantization schedules',
  },
  {
    ...{ name: 'table-2', network: 'wdr', dataset: 'linemod', seeds: one, runs: headlineRuns },
    title: '8-2-8 on LINEMOD and on Occluded LINEMOD',
    reference: 'table 2',
  },
  {
    ...{ name: 'table-3-ca-space-net', ...caSpaceNetOnSwissCube, seeds: one, runs: ternaryPyramidRuns },
    title: 'ternary pyramids of CA-SpaceNet in each range of depth',
    reference: 'table 3',
  },
  {
    ...{ name: 'table-5', network: 'zebraPose', dataset: 'linemod', objects: [1], seeds: one },
    title: 'ZebraPose, trained for one object, by MQAT and by HAWQ-V3',
    reference: 'table 5',
    runs: zebraPoseRuns,
  },
  {
    ...{ name: 'figure-2', ...wdrOnSwissCube, seeds: one, runs: architectureRuns },
    title: 'every network at full precision',
    reference: 'figure 2',
  },
  {
    ...{ name: 'order-search', ...wdrOnSwissCube, seeds: one, runs: orderSearchRuns },
    title: '8-2-8 in every order of the modules',
    reference: 'table 1, section 4.3.1',
  },
  {
    ...{ name: 'conditions', ...wdrOnSwissCube, seeds: one, runs: conditionRuns },
    title: 'a ternary pyramid with fewer images, noisy poses, and of other widths',
    reference: 'beyond the paper',
  },
  {
    ...{ name: 'conditions-domain', network: 'wdr', dataset: 'linemod', seeds: one, runs: domainRuns },
    title: 'a ternary pyramid trained on renders or on real-like images',
    reference: 'beyond the paper',
  },
  {
    ...{ name: 'module-splitting', ...wdrOnSwissCube, seeds: one, runs: moduleSplittingRuns },
    title:
      '8-2-8 in orders of 4, 5 and 6 modules, and their sets at 2 bits, in stages of a quarter of the steps',
    reference: 'beyond the paper',
    isExtra: true,
  },
];

/** What is run where no study is named. */
export const usualStudies: readonly Study[] = studies.filter(({ isExtra }) => isExtra !== true);

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
