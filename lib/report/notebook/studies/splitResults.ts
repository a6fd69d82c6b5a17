import type { DataFrame } from 'danfojs-node';
import type { ExperimentScope } from '../../../experiments/configuration/experimentScope';
import { modulePartsOf, type SplitCount } from '../../../experiments/configuration/moduleSplits';
import { flowControlKey, flowKey } from '../../../experiments/flow/sequentialRuns';
import {
  combinedSplits,
  orderedSplits,
  splitKey,
  splitOrders,
  splitScope,
  splitSets,
} from '../../../experiments/studies/moduleSplitting';
import type { SeedResults } from '../../../experiments/studies/studyResults';
import type { QuantizationOrder } from '../../../mqat/quantizationOrders';
import { dataFrame } from '../../tables/dataFrame';
import type { FigureDraft, FigureText } from '../../figures/figure';
import type { ClaimRule, Comparison } from '../../ledger/claimRule';
import { judgeClaims, smokeVerdict, type LedgerVerdict } from '../../ledger/claimVerdicts';
import { partDots } from '../../figures/partDots';
import type { Measured } from '../../tables/paperComparison';
import { controlLine } from './differenceFigure';
import { flowName } from './flowRows';
import { hitRuleName, type HitRule } from '../imageErrorColumns';
import { differenceText } from '../../tables/measuredText';
import { resultsOf } from './seedResults';
import { measuredDifference } from './seedStatistics';

/** Parts of modules as figures name them; longer names would leave an order no room. */
const shortNames: Readonly<Record<string, string>> = {
  ...{ backbone: 'B', backboneEarly: 'B1', backboneLate: 'B2' },
  ...{ fpn: 'P', fpnLateral: 'P1', fpnOutput: 'P2', headClasses: 'H1', headPose: 'H2' },
};

/** What the short names stand for, to be said beside a figure. */
export const splitLegend =
  'B: backbone (B1 its early, B2 its late stages), P: pyramid (P1 lateral, P2 output layers), H1: class branch, H2: pose branch.';

/** What is told apart in a figure: always alike. */
const kinds = {
  Order: ["The paper's flow", 'Its reverse', 'Other orders'],
  Set: ['Of the pyramid alone', 'With other parts'],
} as const;

const study = 'module-splitting';
const words: Readonly<Record<LedgerVerdict, string>> = {
  reproduced: 'holds',
  contradicted: 'does not hold',
  inconclusive: 'undecided',
  'not run': 'not run',
};

/** A flow of a split network. */
interface SplitFlow {
  readonly flow: QuantizationOrder;
  readonly key: string;
  readonly controlKey: string;
  readonly kind: string;
}

/** Every order of a split, by what it adds to or takes from the control, the best on top; the paper's flow is marked. */
export function splitOrderFigure(
  scope: ExperimentScope,
  count: SplitCount,
  seeds: readonly SeedResults[],
  rule: HitRule,
  text: FigureText,
): FigureDraft {
  return splitFigure(orderFlows(scope, count), seeds, rule, text, { kind: 'Order', separator: ', ' });
}

/** Every set of modules of a split at 2 bits, by what it adds to or takes from the control of as many stages, the best on top. */
export function splitSetFigure(
  scope: ExperimentScope,
  count: SplitCount,
  seeds: readonly SeedResults[],
  rule: HitRule,
  text: FigureText,
): FigureDraft {
  return splitFigure(setFlows(scope, count), seeds, rule, text, { kind: 'Set', separator: ' + ' });
}

/**
 * Whether the paper's order is the best of each split, and whether only parts of the pyramid gain at 2 bits: judged as claims of
 * the ledger are, p-values corrected over all of the table.
 */
export function splitVerdicts(
  scope: ExperimentScope,
  seeds: readonly SeedResults[],
  rule: HitRule,
): Promise<DataFrame> {
  const { profile } = scope;
  const groups = [
    ...orderedSplits(profile).map((count) => ({
      flows: orderFlows(scope, count),
      rule: orderRule(scope, count),
    })),
    ...combinedSplits(profile).map((count) => ({
      flows: setFlows(scope, count),
      rule: setRule(scope, count),
    })),
  ];
  const judged = judgeClaims(
    groups.map((group) => group.rule),
    () => seeds,
    rule,
  );
  return dataFrame(
    [
      'claim',
      'modules',
      'seeds',
      'best',
      'best − control',
      'comparisons that hold',
      'turned around',
      'verdict',
    ],
    judged.map(({ rule: claim, seeds: runSeeds, holding, reversed, of, verdict }, at) => {
      const [best] = ranked(groups[at].flows, seeds, rule);
      const reason = runSeeds === 1 ? 'one seed: no verdict' : words[verdict];
      return [
        ...[claim.claim, claim.reading, runSeeds, flowName(best.flow), differenceText(best.measured)],
        ...[`${holding} of ${of}`, reversed, profile === 'smoke' ? smokeVerdict : reason],
      ];
    }),
  );
}

function splitFigure(
  flows: readonly SplitFlow[],
  seeds: readonly SeedResults[],
  rule: HitRule,
  text: FigureText,
  { kind: row, separator }: { readonly kind: 'Order' | 'Set'; readonly separator: string },
): FigureDraft {
  return partDots({
    ...{ ...text, kind: row, modules: kinds[row] },
    parts: ranked(flows, seeds, rule).map(({ flow, kind, measured }) => ({
      part: flow.map(({ module }) => shortNames[module]).join(separator),
      ...{ module: kind, measured },
    })),
    quantity: { name: `${hitRuleName(rule)} less that of the control`, unit: 'points' },
    lines: [controlLine],
  });
}

/** The best first. */
function ranked(
  flows: readonly SplitFlow[],
  seeds: readonly SeedResults[],
  rule: HitRule,
): (SplitFlow & { readonly measured: Measured })[] {
  return flows
    .map((one) => ({
      ...one,
      measured: measuredDifference(resultsOf(seeds, one.key), resultsOf(seeds, one.controlKey), rule),
    }))
    .sort((a, b) => b.measured.value - a.measured.value);
}

function orderFlows(scope: ExperimentScope, count: SplitCount): SplitFlow[] {
  const orders = splitOrders(splitScope(scope, count));
  const reversed = flowName([...orders[0]].reverse());
  return orders.map((flow, place) => ({
    ...splitFlow(count, flow),
    kind: kinds.Order[place === 0 ? 0 : flowName(flow) === reversed ? 1 : 2],
  }));
}

function setFlows(scope: ExperimentScope, count: SplitCount): SplitFlow[] {
  const own = splitScope(scope, count);
  const pyramid = new Set(modulePartsOf(own.model)!.flatMap(({ name, of }) => (of === 'fpn' ? [name] : [])));
  return splitSets(own).map((flow) => ({
    ...splitFlow(count, flow),
    kind: kinds.Set[flow.every(({ module }) => pyramid.has(module)) ? 0 : 1],
  }));
}

function splitFlow(count: SplitCount, flow: QuantizationOrder): Omit<SplitFlow, 'kind'> {
  return {
    flow,
    key: splitKey(count, flowKey(flow, 'lsq')),
    controlKey: flowControlKey('lsq', flow.length),
  };
}

function orderRule(scope: ExperimentScope, count: SplitCount): ClaimRule {
  const [paper, ...others] = orderFlows(scope, count);
  const comparisons = others.map(({ key }): Comparison => ({
    run: paper.key,
    reference: key,
    expected: 'above',
  }));
  return { claim: "the paper's order is above every other", reading: `${count}`, study, comparisons };
}

function setRule(scope: ExperimentScope, count: SplitCount): ClaimRule {
  const comparisons = setFlows(scope, count).map(({ key, controlKey, kind }): Comparison => ({
    ...{ run: key, reference: controlKey },
    expected: kind === kinds.Set[0] ? 'above' : 'below',
  }));
  return { claim: 'at 2 bits only parts of the pyramid gain', reading: `${count}`, study, comparisons };
}
