/* Claims of tables 4 and 5: CA-SpaceNet and ZebraPose by MQAT, held against other methods of as many steps. */
import { fullPrecisionKey } from '../../experiments/configuration/experiment';
import { probeMethods } from '../../experiments/studies/firstQuantizedModule';
import { flowKey, singleShotKey } from '../../experiments/flow/sequentialRuns';
import { smallerSteps } from '../../experiments/studies/baselines';
import { headlineSteps } from '../../experiments/studies/headline';
import { zebraPoseHawqKeys, zebraPoseSteps } from '../../experiments/studies/zebraPose';
import type { ClaimRule } from './claimRule';

const quantizedWidths = [8, 3] as const;

/** @returns keys of LSQ's runs in the modes B, BF and BFH at a width */
function lsqModes(bits: number): string[] {
  return [
    { backbone: bits, fpn: 32, head: 32 },
    { backbone: bits, fpn: bits, head: 32 },
    { backbone: bits, fpn: bits, head: bits },
  ].map((widths) => singleShotKey(widths, 'lsq', headlineSteps.length));
}

/** Table 4: both mixtures above every row of LSQ; several modules by LSQ below full precision. */
export function caSpaceNetRules(): ClaimRule[] {
  const rows = quantizedWidths.flatMap(lsqModes);
  const together = quantizedWidths.flatMap((bits) => lsqModes(bits).slice(1));
  return [
    ...probeMethods.map((method): ClaimRule => ({
      claim: 'caspacenet-mqat-above-lsq',
      reading: `MQAT by ${method.toUpperCase()}`,
      study: 'table-4',
      comparisons: [headlineSteps, smallerSteps].flatMap((steps) =>
        rows.map((reference) => ({
          ...{ run: flowKey(steps, method), reference, expected: 'above' as const },
        })),
      ),
    })),
    {
      claim: 'pairs-lose',
      reading: 'CA-SpaceNet, LSQ in the modes BF and BFH, against full precision',
      study: 'table-4',
      comparisons: together.map((run) => ({ run, reference: fullPrecisionKey, expected: 'below' as const })),
    },
  ];
}

/** Table 5: above HAWQ-V3 at both compressions; by the introduction, above uniform quantization too. */
export function zebraPoseRules(): ClaimRule[] {
  const stages = zebraPoseSteps.length;
  const uniform = [8, 4].map((bits) => singleShotKey({ backbone: bits, aspp: bits }, 'lsq', stages));
  return probeMethods.map((method): ClaimRule => ({
    claim: 'zebrapose-above-hawq',
    reading: `MQAT by ${method.toUpperCase()}, one object of Occluded LINEMOD`,
    study: 'table-5',
    comparisons: [...Object.values(zebraPoseHawqKeys), ...uniform].map((reference) => ({
      ...{ run: flowKey(zebraPoseSteps, method), reference, expected: 'above' as const },
      counted: { test: 'occluded' as const },
    })),
  }));
}
