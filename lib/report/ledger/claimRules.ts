import { probeKey, probedModules, probeMethods } from '../../experiments/firstQuantizedModule';
import type { ExperimentScope } from '../../experiments/experimentScope';
import { flowControlKey, flowKey, type RetrainingMethod } from '../../experiments/sequentialRuns';
import { baselines, type BaselineFamily } from '../../experiments/studies/baselines';
import { headlineKey, headlineSteps } from '../../experiments/studies/headline';
import { combinationsOf } from '../../experiments/studies/moduleCombinations';
import { depthBinNames, type DepthBinName } from '../../metrics/depthBins';
import { pyramidWidthKey, pyramidWidths } from '../../experiments/studies/pyramidWidths';

/** What a claim says of two runs of a study: that the first recalls more, or less, than the second. */
export interface Comparison {
  readonly run: string;
  readonly reference: string;
  readonly expected: 'above' | 'below';
  /** Where only images of this range of depth count */
  readonly depth?: DepthBinName;
}

/** A claim of the paper, or a reading of it, as comparisons on data: it is reproduced when all of them hold. */
export interface ClaimRule {
  /** As in the paper's list of claims */
  readonly claim: string;
  /** Which method, against what */
  readonly reading: string;
  readonly study: string;
  readonly comparisons: readonly Comparison[];
}

/**
 * @param scope - WDR on SwissCube at some profile
 * @returns every reading of every claim that runs of a registered study can decide: by each method, against the network that
 * training started from, as the paper compares, and against as much training without quantization
 */
export function claimRules(scope: ExperimentScope): ClaimRule[] {
  return [
    methodRule,
    ...probeMethods.flatMap((method) =>
      referencesOf(method).flatMap((reference) => [
        headlineRule(method, reference),
        ...combinationRules(method, reference, scope),
        firstModuleRule(method, reference),
        pyramidAloneRule(method, reference),
        pyramidWidthRule(method, reference),
        depthRule(method, reference),
      ]),
    ),
    ...probeMethods.map((method) => mixedPrecisionRule(method, scope)),
  ];
}

/** What quantized runs are held against. */
interface Reference {
  readonly name: string;
  /** @returns the key of the run that a flow of so many stages is compared with */
  key(stages: number): string;
}

function referencesOf(method: RetrainingMethod): readonly Reference[] {
  return [
    { name: 'full precision', key: () => 'full-precision' },
    { name: 'the matched control', key: (stages) => flowControlKey(method, stages) },
  ];
}

function readingOf(method: RetrainingMethod, reference: Reference): string {
  return `${method.toUpperCase()}, against ${reference.name}`;
}

const methodRule: ClaimRule = {
  claim: 'inq-beats-lsq',
  reading: '8-2-8, SwissCube only',
  study: 'headline',
  comparisons: [{ run: headlineKey('inq'), reference: headlineKey('lsq'), expected: 'above' }],
};

function headlineRule(method: RetrainingMethod, reference: Reference): ClaimRule {
  return {
    claim: 'gain-on-every-dataset',
    reading: `${readingOf(method, reference)}, SwissCube only`,
    study: 'headline',
    comparisons: [
      { run: headlineKey(method), reference: reference.key(headlineSteps.length), expected: 'above' },
    ],
  };
}

function combinationRules(
  method: RetrainingMethod,
  reference: Reference,
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

function firstModuleRule(method: RetrainingMethod, reference: Reference): ClaimRule {
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

/** What table 1 shows of the claim: each module alone. */
function pyramidAloneRule(method: RetrainingMethod, reference: Reference): ClaimRule {
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

function depthRule(method: RetrainingMethod, reference: Reference): ClaimRule {
  return {
    claim: 'gain-every-depth',
    reading: `${readingOf(method, reference)}, WDR only`,
    study: 'table-3',
    comparisons: depthBinNames.map((depth) => ({
      ...{ run: probeKey('fpn', method), reference: reference.key(1), expected: 'above' as const, depth },
    })),
  };
}

function pyramidWidthRule(method: RetrainingMethod, reference: Reference): ClaimRule {
  const run = pyramidWidthKey(2, method);
  const others = pyramidWidths.filter((bits) => bits !== 2).map((bits) => pyramidWidthKey(bits, method));
  return {
    claim: 'fpn-bits-best-at-2',
    reading: readingOf(method, reference),
    study: 'figure-5',
    comparisons: [
      ...[reference.key(1), ...others].map((key) => ({ run, reference: key, expected: 'above' as const })),
      { run: pyramidWidthKey(1, method), reference: reference.key(1), expected: 'above' },
    ],
  };
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
      ...mixtures.map((run) => compare(run, 'full-precision', 'above')),
      ...others.flat().map((run) => compare(run, 'full-precision', 'below')),
    ],
  };
}
