/*
 * Table 4 of the paper: CA-SpaceNet by MQAT and by uniform LSQ in its modes B, BF and BFH (backbone; with the pyramids; with the
 * head). The paper's LSQ rows leave the first and the last layer at full precision, its MQAT rows do not: LSQ is run both ways
 * where all modules are quantized.
 */
import { uniformBits, type ExperimentRun } from '../configuration/experiment';
import type { ExperimentScope } from '../configuration/experimentScope';
import { baselineBuilder, type Baseline } from './baseline';
import { smallerSteps } from './baselines';
import { distinctRuns, flowMethods } from './flowStudy';
import { headlineSteps } from './headline';

const comparison = 'shared policy';
const modes = ['B', 'BF', 'BFH'] as const;

/** @returns the rows of table 4 */
export function caSpaceNetRows(scope: ExperimentScope): Baseline[] {
  const isSmoke = scope.profile === 'smoke';
  const methods = flowMethods(scope.profile);
  const { controls, flow, single, firstModules } = baselineBuilder(scope, headlineSteps.length);
  return [
    ...methods.flatMap(controls),
    ...(isSmoke ? [headlineSteps] : [headlineSteps, smallerSteps]).flatMap((steps) =>
      methods.map((method) => flow(comparison, steps, method)),
    ),
    ...(isSmoke ? [8] : [8, 3]).flatMap((bits) => [
      ...(isSmoke ? modes.slice(2) : modes).map((mode) =>
        single(
          { comparison, family: 'uniform', label: `${mode} at ${bits}, LSQ` },
          'lsq',
          firstModules(1 + modes.indexOf(mode), bits),
        ),
      ),
      single(
        { comparison, family: 'uniform', label: `BFH at ${bits} but first and last, LSQ` },
        'lsq',
        uniformBits(scope, bits),
        { firstAndLastLayers: 32 },
      ),
    ]),
  ];
}

/** @returns the runs of one seed, parents before those that start from them */
export function caSpaceNetRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  return distinctRuns(caSpaceNetRows(scope).flatMap(({ runs }) => runs(seed)));
}
