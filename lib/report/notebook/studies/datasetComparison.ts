import type { DataFrame } from 'danfojs-node';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import { comparisonTable } from '../../tables/comparisonTable';
import { dataFrame } from '../../tables/dataFrame';
import type { FigureDraft, FigureText } from '../../figures/figure';
import { methodStyles, type SeriesStyle } from '../../figures/palette';
import { paperComparison } from '../../tables/paperComparison';
import { roundToTenth } from '../../numberFormat';
import { differenceText } from '../../tables/measuredText';
import { resultsOf } from './seedResults';
import { measuredRecall } from './seedStatistics';
import { studyDifferences } from './studyRows';
import {
  datasetHeading,
  headlineRows,
  publishedOnDataset,
  testedDatasets,
  type DatasetResults,
  type HeadlineRow,
} from './testedDatasets';

/** Table 2 as the paper has it, and ours, %: a row a data set and network. */
export function datasetRecallTable(
  results: DatasetResults,
  threshold: number,
  profile: ProfileName,
): Promise<DataFrame> {
  const rows = testedDatasets.flatMap((dataset) =>
    headlineRows(profile).map((row) => {
      const seeds = results[dataset.study];
      const { value, low, high } = measuredRecall(resultsOf(seeds, row.key), {
        ...dataset.counted,
        threshold,
      });
      return {
        label: `${datasetHeading(dataset, threshold)}, ${row.label}`,
        paper: publishedOnDataset(dataset, row, threshold),
        ...{
          ours: value,
          interval: [roundToTenth(low), roundToTenth(high)] as const,
          seeds: seeds.length,
          unit: '',
        },
      };
    }),
  );
  return comparisonTable(rows, profile);
}

/** What 8-2-8 changes on each data set, points: against full precision, and against as much training without quantization. */
export function datasetDifferenceTable(
  results: DatasetResults,
  threshold: number,
  profile: ProfileName,
): Promise<DataFrame> {
  const rows = testedDatasets.flatMap((dataset) => {
    const rule = { ...dataset.counted, threshold };
    const differences = studyDifferences(headlineRows(profile), results[dataset.study], rule, profile);
    return differences.map(({ row, fullPrecision, control, verdict }) => [
      ...[datasetHeading(dataset, threshold), row.label],
      ...[publishedGain(dataset, row, threshold), differenceText(fullPrecision), differenceText(control)],
      verdict,
    ]);
  });
  return dataFrame(['data set', 'row', 'gain, paper', '− full precision', '− control', 'verdict'], rows);
}

/** Table 2 as a figure: data sets side by side. */
export function datasetFigure(
  results: DatasetResults,
  threshold: number,
  profile: ProfileName,
  text: FigureText,
): FigureDraft {
  return paperComparison({
    ...text,
    categories: testedDatasets.map((dataset) => datasetHeading(dataset, threshold).replace(' (', '<br>(')),
    series: headlineRows(profile).map((row) => ({
      style: styleOf(row),
      paper: testedDatasets.map((dataset) => publishedOnDataset(dataset, row, threshold)),
      ours: testedDatasets.map(({ study, counted }) =>
        measuredRecall(resultsOf(results[study], row.key), { ...counted, threshold }),
      ),
    })),
    quantity: { name: `Recall under ${threshold} d`, unit: '%' },
  });
}

function publishedGain(
  dataset: (typeof testedDatasets)[number],
  row: HeadlineRow,
  threshold: number,
): number | null {
  const full = publishedOnDataset(dataset, { ...row, published: 'fullPrecision' }, threshold);
  const quantized = publishedOnDataset(dataset, row, threshold);
  return full === null || quantized === null ? null : roundToTenth(quantized - full);
}

function styleOf({ key, label, controlKey, published }: HeadlineRow): SeriesStyle {
  if (published === 'fullPrecision') return methodStyles.fullPrecision;
  const { color, symbol } = methodStyles[key.includes('inq') ? 'inq' : 'lsq'];
  return controlKey === null
    ? { ...methodStyles.control, label, color }
    : { ...methodStyles.mqat, label, color, symbol };
}
