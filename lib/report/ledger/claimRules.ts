import { fullPrecisionKey } from '../../experiments/configuration/experiment';
import { probeKey, probedModules, probeMethods } from '../../experiments/studies/firstQuantizedModule';
import {
  experimentScope,
  wdrOnSwissCube,
  type ExperimentScope,
} from '../../experiments/configuration/experimentScope';
import type { ProfileName } from '../../experiments/configuration/runConfiguration';
import { flowKey, type RetrainingMethod } from '../../experiments/flow/sequentialRuns';
import type { BaselineFamily } from '../../experiments/studies/baseline';
import { baselines } from '../../experiments/studies/baselines';
import { ordersOf } from '../../experiments/studies/orderSearch';
import { combinationsOf } from '../../experiments/studies/moduleCombinations';
import { depthBinNames } from '../../metrics/depthBins';
import { pyramidWidthKey, pyramidWidthsOf } from '../../experiments/studies/pyramidWidths';
import { readingOf, referencesOf, type ClaimReference, type ClaimRule, type Comparison } from './claimRule';
import { datasetRules } from './datasetRules';
import { caSpaceNetRules, zebraPoseRules } from './networkRules';

/** Keys of runs are the same for any number of images. */
const anyContents = { images: { train: 1, validation: 1, test: 1 }, objectCount: 1 };

/**
 * @returns every reading of every claim that runs of a registered study can decide: by each method, against the network that
 * training started from, as the paper compares, and against as much training without quantization
 */
export function claimRules(profile: ProfileName): ClaimRule[] {
  const scope = experimentScope(profile, wdrOnSwissCube, anyContents);
  return [
    ...datasetRules(),
    ...probeMethods.flatMap((method) =>
      referencesOf(method).flatMap((reference) => [
        ...combinationRules(method, reference, scope),
        firstModuleRule(method, reference),
        recoveryRule(method, reference, scope),
        pyramidAloneRule(method, reference),
        ...pyramidWidthRules(method, reference, profile),
        ...depthRules(method, reference),
        concentrationRule(method, reference),
      ]),
    ),
    ...probeMethods.map((method) => mixedPrecisionRule(method, scope)),
    ...caSpaceNetRules(),
    ...zebraPoseRules(),
  ];
}

function combinationRules(
  method: RetrainingMethod,
  reference: ClaimReference,
  scope: ExperimentScope,
): ClaimRule[] {
  const comparisons = combinationsOf(scope).map((steps) => ({
    stages: steps.length,
    run: flowKey(steps, method),
    reference: reference.key(steps.length),
    expected: steps.length === 1 && steps[0].module === 'fpn' ? ('above' as const) : ('below' as const),
  }));
  const shared = { reading: readingOf(method, reference), study: 'figure-4' };
  return [
    { claim: 'fpn-only-gains', ...shared, comparisons },
    { claim: 'pairs-lose', ...shared, comparisons: comparisons.filter(({ stages }) => stages > 1) },
  ];
}

function firstModuleRule(method: RetrainingMethod, reference: ClaimReference): ClaimRule {
  return {
    claim: 'first-module-order',
    reading: `${readingOf(method, reference)}, first module alone`,
    study: 'table-1',
    comparisons: probedModules
      .filter((module) => module !== 'fpn')
      .map((module) => ({
        run: probeKey(module, method),
        reference: reference.key(1),
        expected: 'below' as const,
      })),
  };
}

/** Whoever begins with another module than the pyramid ends below, whatever comes later. */
function recoveryRule(
  method: RetrainingMethod,
  reference: ClaimReference,
  scope: ExperimentScope,
): ClaimRule {
  const orders = ordersOf(scope).filter(([first]) => first.module !== 'fpn');
  return {
    claim: 'first-module-order',
    reading: `${readingOf(method, reference)}, 8-2-8 in every order that begins otherwise`,
    study: 'order-search',
    comparisons: orders.map((order) => ({
      run: flowKey(order, method),
      reference: reference.key(order.length),
      expected: 'below',
    })),
  };
}

/** What table 1 shows of the claim: each module alone. */
function pyramidAloneRule(method: RetrainingMethod, reference: ClaimReference): ClaimRule {
  return {
    claim: 'fpn-only-gains',
    reading: `${readingOf(method, reference)}, one module at a time`,
    study: 'table-1',
    comparisons: probedModules.map((module) => ({
      run: probeKey(module, method),
      reference: reference.key(1),
      expected: module === 'fpn' ? 'above' : 'below',
    })),
  };
}

/** The networks that depth and width are looked at of, and their studies. */
const studiesOf = (study: string) => [
  { network: 'WDR', study },
  { network: 'CA-SpaceNet', study: `${study}-ca-space-net` },
];

function depthRules(method: RetrainingMethod, reference: ClaimReference): ClaimRule[] {
  return studiesOf('table-3').map(({ network, study }) => ({
    claim: 'gain-every-depth',
    reading: `${readingOf(method, reference)}, ${network}`,
    study,
    comparisons: depthBinNames.map((depth) => ({
      ...{ run: probeKey('fpn', method), reference: reference.key(1), expected: 'above' as const },
      counted: { depth },
    })),
  }));
}

function concentrationRule(method: RetrainingMethod, reference: ClaimReference): ClaimRule {
  return {
    claim: 'regularizer',
    reading: `${readingOf(method, reference)}, votes for a corner closer together`,
    study: 'table-3',
    comparisons: [
      {
        ...{ run: probeKey('fpn', method), reference: reference.key(1) },
        ...{ expected: 'below', quantity: 'spread' },
      },
    ],
  };
}

function pyramidWidthRules(
  method: RetrainingMethod,
  reference: ClaimReference,
  profile: ProfileName,
): ClaimRule[] {
  const run = pyramidWidthKey(2, method);
  const others = pyramidWidthsOf(profile)
    .filter((bits) => bits !== 2)
    .map((bits) => pyramidWidthKey(bits, method));
  return studiesOf('figure-5').map(({ network, study }) => ({
    claim: 'fpn-bits-best-at-2',
    reading: `${readingOf(method, reference)}, ${network}`,
    study,
    comparisons: [
      ...[reference.key(1), ...others].map((key) => ({ run, reference: key, expected: 'above' as const })),
      { run: pyramidWidthKey(1, method), reference: reference.key(1), expected: 'above' },
    ],
  }));
}

/** Each mixture of MQAT against what is compressed no more than it is, and everything against full precision. */
function mixedPrecisionRule(method: RetrainingMethod, scope: ExperimentScope): ClaimRule {
  const rows = baselines(scope).filter(({ comparison }) => comparison === 'shared policy');
  const keysOf = (family: BaselineFamily) =>
    rows.filter((row) => row.family === family).map(({ key }) => key);
  const uniform = [8, 4].flatMap((bits) =>
    rows.filter(({ label }) => label === `BFH at ${bits}, LSQ`).map(({ key }) => key),
  );
  const mixtures = keysOf('MQAT').filter((key) => key.endsWith(method));
  const others = [uniform, keysOf('HAWQ-V3')];
  const compare = (run: string, reference: string, expected: Comparison['expected']): Comparison => ({
    ...{ run, reference, expected },
  });
  return {
    claim: 'mqat-beats-uniform-and-mixed',
    reading: `${method.toUpperCase()}, weights alone, first and last layers quantized`,
    study: 'figure-6',
    comparisons: [
      ...mixtures.flatMap((run, at) => others.map((keys) => compare(run, keys[at], 'above'))),
      ...mixtures.map((run) => compare(run, fullPrecisionKey, 'above')),
      ...others.flat().map((run) => compare(run, fullPrecisionKey, 'below')),
    ],
  };
}
