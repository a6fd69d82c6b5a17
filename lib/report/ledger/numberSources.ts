/* Which runs measure the numbers of the paper's tables. The code behind the paper's ADI computes ADD: both are measured. */
import { probeKey, probeMethods } from '../../experiments/studies/firstQuantizedModule';
import { fullPrecisionKey } from '../../experiments/configuration/experiment';
import { flowKey, singleShotKey } from '../../experiments/flow/sequentialRuns';
import { architectureKey } from '../../experiments/studies/architectures';
import { smallerSteps } from '../../experiments/studies/baselines';
import { headlineKey, headlineSteps } from '../../experiments/studies/headline';
import { zebraPoseHawqKeys, zebraPoseSteps } from '../../experiments/studies/zebraPose';
import { depthBinNames } from '../../metrics/depthBins';
import type { PoseMetric } from '../../metrics/poseEvaluation';
import type { QuantizationStep } from '../../mqat/algorithm1';
import { hitRuleName, type HitRule } from '../notebook/imageErrorColumns';
import type { PaperTableName, PaperTables } from '../paperValues';

/** The runs that measure a published number: one a seed, of a study. */
export interface NumberSource {
  readonly study: string;
  readonly key: string;
  /** Such as `LSQ, ADD-0.1d` */
  readonly reading: string;
  readonly rule: HitRule;
}

/** A run that measures a row of a table, and what the paper left open of it. */
type MeasuringRun = Pick<NumberSource, 'study' | 'key'> & { readonly method?: string };

type SourcesOf<Name extends PaperTableName> = (row: PaperTables[Name], column: string) => NumberSource[];

/** The share of the diameter that a column of recalls names: `adi01` is 0.1. */
const thresholds: Readonly<Record<string, number>> = { '01': 0.1, '05': 0.5 };

/** @returns what measures a number of a table here; none where no registered study does */
export function numberSources<Name extends PaperTableName>(
  table: Name,
  row: PaperTables[Name],
  column: string,
): NumberSource[] {
  return (sources[table] as SourcesOf<Name>)(row, column);
}

const swissCubeMetrics: readonly PoseMetric[] = ['ADD', 'ADI'];

const sources: { readonly [Name in PaperTableName]: SourcesOf<Name> } = {
  table1: ({ firstModule }, column) => {
    const threshold = thresholdOf(column);
    if (threshold === undefined) return [];
    const runs: readonly MeasuringRun[] = firstModule.startsWith('none')
      ? [{ study: 'table-1', key: fullPrecisionKey }]
      : byMethod((method) => ({ study: 'table-1', key: probeKey(firstModule, method) }));
    return measured(runs, swissCubeMetrics, { threshold });
  },
  table2: ({ method }, column) => {
    const threshold = thresholdOf(column);
    const key = { fullPrecision: fullPrecisionKey, mqatLsq: headlineKey('lsq'), mqatInq: headlineKey('inq') }[
      method
    ];
    if (threshold === undefined || key === undefined) return [];
    if (column.startsWith('swissCube'))
      return measured([{ study: 'headline', key }], swissCubeMetrics, { threshold });
    const test = column.startsWith('occluded') ? 'occluded' : 'test';
    return measured([{ study: 'table-2', key }], ['ADD(-S)'], { threshold, test });
  },
  table3: ({ network }, column) => {
    const depth = depthBinNames.find((bin) => bin === column);
    if (depth === undefined && column !== 'all') return [];
    return measured(depthRuns(network), swissCubeMetrics, { threshold: 0.1, ...(depth && { depth }) });
  },
  table4: (row, column) => {
    const threshold = thresholdOf(column);
    return threshold === undefined ? [] : measured(caSpaceNetRuns(row), swissCubeMetrics, { threshold });
  },
  table5: (row, column) => {
    const threshold = thresholdOf(column);
    const rule = { test: 'occluded' as const };
    return threshold === undefined
      ? []
      : measured(zebraPoseRunsOf(row), swissCubeMetrics, { threshold, ...rule });
  },
};

/** The paper names no method in table 3. */
function depthRuns(network: string): readonly MeasuringRun[] {
  const study = network.startsWith('WDR') ? 'table-3' : 'table-3-ca-space-net';
  const alone: Readonly<Record<string, MeasuringRun>> = {
    'SegDriven-Z': { study: 'figure-2', key: architectureKey('segDriven') },
    DLR: { study: 'figure-2', key: architectureKey('dlr') },
    'CA-SpaceNet': { study, key: fullPrecisionKey },
    WDR: { study, key: fullPrecisionKey },
  };
  return network in alone
    ? [alone[network]]
    : byMethod((method) => ({ study, key: probeKey('fpn', method) }));
}

/** MQAT's rows by both methods, since the paper names none. */
function caSpaceNetRuns({ method, mode, bits }: PaperTables['table4']): readonly MeasuringRun[] {
  const study = 'table-4';
  if (mode === 'full precision') return [{ study, key: fullPrecisionKey }];
  if (method === 'mqat') return byMethod((quantizer) => ({ study, key: flowKey(mixtures[bits], quantizer) }));
  const [backbone, fpn, head] = bits.split('-').map(Number);
  const stages = headlineSteps.length;
  const whole = { study, key: singleShotKey({ backbone, fpn, head }, 'lsq', stages) };
  if (mode !== 'BFH') return [whole];
  const firstAndLastLayers = 32;
  const key = singleShotKey({ backbone, fpn, head }, 'lsq', stages, { firstAndLastLayers });
  return [whole, { study, key, method: 'first and last layers at 32 bits' }];
}

const mixtures: Readonly<Record<string, readonly QuantizationStep[]>> = {
  '8-2-8': headlineSteps,
  '4-2-4': smallerSteps,
};

function zebraPoseRunsOf({ method, compression }: PaperTables['table5']): readonly MeasuringRun[] {
  const study = 'table-5';
  if (method === 'fullPrecision') return [{ study, key: fullPrecisionKey }];
  if (method === 'mqat') return byMethod((quantizer) => ({ study, key: flowKey(zebraPoseSteps, quantizer) }));
  return [{ study, key: zebraPoseHawqKeys[compression === 4 ? 'smaller' : 'equal'] }];
}

function byMethod(
  runOf: (method: (typeof probeMethods)[number]) => Omit<MeasuringRun, 'method'>,
): MeasuringRun[] {
  return probeMethods.map((method) => ({ ...runOf(method), method: method.toUpperCase() }));
}

function measured(
  runs: readonly MeasuringRun[],
  metrics: readonly PoseMetric[],
  rule: Omit<HitRule, 'metric'>,
): NumberSource[] {
  return runs.flatMap(({ study, key, method }) =>
    metrics.map((metric) => {
      const name = hitRuleName({ metric, threshold: rule.threshold });
      const reading = [...(method === undefined ? [] : [method]), name].join(', ');
      return { study, key, reading, rule: { ...rule, metric } };
    }),
  );
}

function thresholdOf(column: string): number | undefined {
  return thresholds[column.slice(-2)];
}
