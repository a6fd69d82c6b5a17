/* Table 2 of the paper: 8-2-8 on three data sets. LINEMOD's networks are tested on Occluded LINEMOD too. */
import { headlineKey, headlineSteps } from '../../../experiments/studies/headline';
import { fullPrecisionKey } from '../../../experiments/configuration/experiment';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import { flowControlKey } from '../../../experiments/flow/sequentialRuns';
import { flowMethods } from '../../../experiments/studies/flowStudy';
import { paperTable, type PaperTables } from '../../paperValues';
import { hitRuleName, type HitRule } from '../imageErrorColumns';
import type { SeedResults } from './seedResults';
import type { StudyRow } from './studyRows';

/** A data set of table 2, and how hits count on it. */
export interface TestedDataset {
  readonly name: string;
  /** Its networks are trained in */
  readonly study: 'headline' | 'table-2';
  readonly counted: Pick<HitRule, 'metric' | 'test'>;
  /** Column of the paper's table without its threshold */
  readonly column: 'swissCubeAdi' | 'linemodAdd' | 'occludedLinemodAdd';
}

/** Symmetric objects are among LINEMOD's: ADD(-S) there. */
export const testedDatasets: readonly TestedDataset[] = [
  { name: 'SwissCube', study: 'headline', counted: { metric: 'ADD' }, column: 'swissCubeAdi' },
  { name: 'LINEMOD', study: 'table-2', counted: { metric: 'ADD(-S)' }, column: 'linemodAdd' },
  {
    ...{ name: 'Occluded LINEMOD', study: 'table-2', column: 'occludedLinemodAdd' },
    counted: { metric: 'ADD(-S)', test: 'occluded' },
  },
];

/** The results of the studies that the data sets are tested by. */
export type DatasetResults = Readonly<Record<TestedDataset['study'], readonly SeedResults[]>>;

/** A row of table 2 with what the paper calls it; the paper has no controls. */
export interface HeadlineRow extends StudyRow {
  readonly published: PaperTables['table2']['method'] | null;
}

/** @returns full precision, and 8-2-8 with its control by each method that a profile runs flows by */
export function headlineRows(profile: ProfileName): HeadlineRow[] {
  return [
    { key: fullPrecisionKey, label: 'full precision', controlKey: null, published: 'fullPrecision' },
    ...flowMethods(profile).flatMap((method): HeadlineRow[] => {
      const name = method.toUpperCase();
      const controlKey = flowControlKey(method, headlineSteps.length);
      return [
        { key: controlKey, label: `control of ${name}`, controlKey: null, published: null },
        {
          ...{ key: headlineKey(method), label: `8-2-8 by ${name}`, controlKey },
          published: method === 'lsq' ? 'mqatLsq' : 'mqatInq',
        },
      ];
    }),
  ];
}

/** @returns the paper's recall, %; null where it has none */
export function publishedOnDataset(
  { column }: TestedDataset,
  { published }: HeadlineRow,
  threshold: number,
): number | null {
  const row = paperTable('table2').find(({ method }) => method === published);
  return { 0.1: row?.[`${column}01`], 0.5: row?.[`${column}05`] }[threshold] ?? null;
}

/** @returns such as `LINEMOD (ADD(-S)-0.1d)` */
export function datasetHeading({ name, counted }: TestedDataset, threshold: number): string {
  return `${name} (${hitRuleName({ metric: counted.metric, threshold })})`;
}
