import { probeMethods } from '../../../experiments/studies/firstQuantizedModule';
import { pyramidWidthKey, pyramidWidthName, pyramidWidths } from '../../../experiments/studies/pyramidWidths';
import { fullPrecisionRow, type StudyRow } from './studyRows';

/** Full precision, then for each method its control and the pyramid at each width. */
export const pyramidWidthRows: readonly StudyRow[] = [
  fullPrecisionRow,
  ...probeMethods.flatMap((method) => [
    { key: `control-${method}`, label: `control of ${method.toUpperCase()}`, controlKey: null },
    ...pyramidWidths.map((bits) => ({
      key: pyramidWidthKey(bits, method),
      label: `${pyramidWidthName(bits)}, ${method.toUpperCase()}`,
      controlKey: `control-${method}`,
    })),
  ]),
];
