/*
 * Figure 5 of the paper, for WDR and for CA-SpaceNet: the feature pyramid alone at each of five widths, by both methods, with
 * the matched controls. LSQ has no binary weights: at 1 bit the scale is the mean magnitude, trained on LSQ's schedule.
 */
import {
  controlRun,
  fullPrecisionRuns,
  quantizedRun,
  uniformBits,
  type ExperimentRun,
} from '../configuration/experiment';
import { probeMethods } from './firstQuantizedModule';
import type { ExperimentScope } from '../configuration/experimentScope';
import type { ProfileName } from '../configuration/runConfiguration';

/** @returns widths of the feature pyramid, bits; at smoke scale binary and ternary alone */
export function pyramidWidthsOf(profile: ProfileName): readonly number[] {
  return profile === 'smoke' ? [1, 2] : [1, 2, 3, 4, 8];
}

/** @returns the key of the run that has the pyramid at this width */
export function pyramidWidthKey(bits: number, method: string): string {
  return `fpn-${bits}-${method}`;
}

/** @returns words for a width, such as `2 bits (ternary)` */
export function pyramidWidthName(bits: number): string {
  return { 1: '1 bit (binary)', 2: '2 bits (ternary)' }[bits] ?? `${bits} bits`;
}

/** @returns the runs of one seed, parents before those that start from them */
export function pyramidWidthRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  return [
    ...fullPrecisionRuns(scope, seed),
    ...probeMethods.flatMap((method) => [
      controlRun(scope, seed, method),
      ...pyramidWidthsOf(scope.profile).map((bits) => ({
        ...quantizedRun(scope, seed, bits === 1 && method === 'lsq' ? 'binary' : method, {
          ...uniformBits(scope, 32),
          fpn: bits,
        }),
        key: pyramidWidthKey(bits, method),
        title: `feature pyramid at ${pyramidWidthName(bits)} by ${method.toUpperCase()}`,
      })),
    ]),
  ];
}
