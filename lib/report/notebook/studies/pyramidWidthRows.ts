import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import { probeMethods } from '../../../experiments/studies/firstQuantizedModule';
import {
  pyramidWidthKey,
  pyramidWidthName,
  pyramidWidthsOf,
} from '../../../experiments/studies/pyramidWidths';
import { fullPrecisionRow, type StudyRow } from './studyRows';

/** @returns full precision, then for each method its control and the pyramid at each width. */
export function pyramidWidthRows(profile: ProfileName): StudyRow[] {
  return [
    fullPrecisionRow,
    ...probeMethods.flatMap((method) => [
      { key: `control-${method}`, label: `control of ${method.toUpperCase()}`, controlKey: null },
      ...pyramidWidthsOf(profile).map((bits) => ({
        key: pyramidWidthKey(bits, method),
        label: `${pyramidWidthName(bits)}, ${method.toUpperCase()}`,
        controlKey: `control-${method}`,
      })),
    ]),
  ];
}
