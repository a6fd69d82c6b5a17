import { probedModules, probeKey, probeMethods } from '../../../experiments/studies/firstQuantizedModule';
import { paperTable } from '../../paperValues';
import type { HitRule } from '../imageErrorColumns';
import type { StudyRow } from './studyRows';

/** A row of table 1: what was quantized, by which method, and what the paper says of it. */
export interface FirstModuleRow extends StudyRow {
  /** Null for full precision and the controls */
  readonly module: (typeof probedModules)[number] | null;
  /** Null for full precision */
  readonly method: (typeof probeMethods)[number] | null;
}

/** Full precision, then for each method its control and the three modules. */
export const firstModuleRows: readonly FirstModuleRow[] = [
  { key: 'full-precision', label: 'none (full precision)', module: null, method: null, controlKey: null },
  ...probeMethods.flatMap((method): FirstModuleRow[] => [
    {
      key: `control-${method}`,
      label: `none (control of ${method.toUpperCase()})`,
      module: null,
      method,
      controlKey: null,
    },
    ...probedModules.map((module) => ({
      key: probeKey(module, method),
      label: `${module}, ${method.toUpperCase()}`,
      module,
      method,
      controlKey: `control-${method}`,
    })),
  ]),
];

/**
 * @returns the paper's number, %, which it calls ADI whatever the code behind it computes, and prints at 0.1 and 0.5 of
 * the diameter; null where it has none
 */
export function publishedRecall({ module, method }: FirstModuleRow, { threshold }: HitRule): number | null {
  if (module === null && method !== null) return null;
  const row = paperTable('table1').find(({ firstModule }) =>
    module === null ? firstModule.startsWith('none') : firstModule === module,
  )!;
  return threshold === 0.1 ? row.adi01 : threshold === 0.5 ? row.adi05 : null;
}
