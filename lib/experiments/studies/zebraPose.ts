/*
 * Table 5 of the paper: ZebraPose, whose modules are backbone and decoder, by MQAT at 8-4 and by HAWQ-V3 at the same and at a
 * smaller compression; by uniform LSQ, which the introduction claims MQAT is above. Weights alone are quantized, by all.
 */
import type { QuantizationStep } from '../../mqat/algorithm1';
import { uniformBits, type ExperimentRun } from '../configuration/experiment';
import type { ExperimentScope } from '../configuration/experimentScope';
import { baselineBuilder, type Baseline } from './baseline';
import { distinctRuns, flowMethods } from './flowStudy';
import { layerAllocation } from './quantizationPolicies';

/** 8-4, the smaller module first as in Algorithm 1 where no probe wins. */
export const zebraPoseSteps: readonly QuantizationStep[] = [
  { module: 'aspp', bits: 4 },
  { module: 'backbone', bits: 8 },
];

const comparison = 'shared policy';
/** HAWQ-V3's first row in the table, compression factor */
const smallerFactor = 4;
/** Keys of HAWQ-V3's runs, whose factors differ from scale to scale. */
export const zebraPoseHawqKeys = { smaller: 'hawqV3-at-4x', equal: 'hawqV3-as-mqat' } as const;

/** @returns the rows of table 5 */
export function zebraPoseRows(scope: ExperimentScope): Baseline[] {
  const { profile } = scope;
  const isSmoke = profile === 'smoke';
  const methods = flowMethods(profile);
  const { controls, flow, single, factorOf } = baselineBuilder(scope, zebraPoseSteps.length);
  const factor = factorOf(zebraPoseSteps);
  return [
    ...methods.flatMap(controls),
    ...methods.map((method) => flow(comparison, zebraPoseSteps, method)),
    ...(isSmoke ? (['equal'] as const) : (['smaller', 'equal'] as const)).map((name) => {
      const wanted = name === 'equal' ? factor : smallerFactor;
      const place = { comparison, family: 'HAWQ-V3', label: `HAWQ-V3 at ${wanted}x` } as const;
      const allocation = layerAllocation(profile, wanted, [2, 4, 8]);
      return renamed(single(place, 'hawqV3', uniformBits(scope, 8), allocation), zebraPoseHawqKeys[name]);
    }),
    ...(isSmoke ? [4] : [8, 4]).map((bits) =>
      single(
        { comparison, family: 'uniform', label: `both at ${bits}, LSQ` },
        'lsq',
        uniformBits(scope, bits),
      ),
    ),
  ];
}

function renamed(row: Baseline, key: string): Baseline {
  return {
    ...row,
    key,
    runs: (seed) => row.runs(seed).map((run) => (run.key === row.key ? { ...run, key } : run)),
  };
}

/** @returns the runs of one seed, parents before those that start from them */
export function zebraPoseRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  return distinctRuns(zebraPoseRows(scope).flatMap(({ runs }) => runs(seed)));
}
