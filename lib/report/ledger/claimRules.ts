import { fullPrecisionBits } from '../../experiments/experiment';
import { probeKey, probedModules, probeMethods } from '../../experiments/firstQuantizedModule';
import { headlineControlKey, headlineKey } from '../../experiments/studies/headline';
import { combinationKey, moduleCombinations } from '../../experiments/studies/moduleCombinations';
import { pyramidWidthKey, pyramidWidths } from '../../experiments/studies/pyramidWidths';

/** What a claim says of two runs of a study: that the first recalls more, or less, than the second. */
export interface Comparison {
  readonly run: string;
  readonly reference: string;
  readonly expected: 'above' | 'below';
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

type Method = (typeof probeMethods)[number];

/** The paper compares with the network that training started from; the same training without quantization is the control. */
function references(method: Method): readonly (readonly [key: string, name: string])[] {
  return [
    ['full-precision', 'full precision'],
    [`control-${method}`, 'the matched control'],
  ];
}

const readings = probeMethods.flatMap((method) =>
  references(method).map(([reference, name]) => ({
    method,
    reference,
    reading: `${method.toUpperCase()}, against ${name}`,
  })),
);

const combinations = moduleCombinations(Object.keys(fullPrecisionBits));

/** 8-2-8 against the network that it started from and against as much training without quantization. */
const headlineRules: readonly ClaimRule[] = probeMethods.flatMap((method) =>
  ['full-precision', headlineControlKey(method)].map((reference, index) => ({
    claim: 'gain-on-every-dataset',
    reading: `${method.toUpperCase()}, SwissCube only, against ${['full precision', 'the matched control'][index]}`,
    study: 'headline',
    comparisons: [{ run: headlineKey(method), reference, expected: 'above' as const }],
  })),
);

const methodRule: ClaimRule = {
  claim: 'inq-beats-lsq',
  reading: '8-2-8, SwissCube only',
  study: 'headline',
  comparisons: [{ run: headlineKey('inq'), reference: headlineKey('lsq'), expected: 'above' }],
};

const moduleRules: readonly ClaimRule[] = readings.flatMap(({ method, reference, reading }) => [
  {
    claim: 'fpn-only-gains',
    reading,
    study: 'figure-4',
    comparisons: combinations.map((modules) => ({
      run: combinationKey(modules, method),
      reference,
      expected: modules.join() === 'fpn' ? ('above' as const) : ('below' as const),
    })),
  },
  {
    claim: 'pairs-lose',
    reading,
    study: 'figure-4',
    comparisons: combinations
      .filter(({ length }) => length > 1)
      .map((modules) => ({
        run: combinationKey(modules, method),
        reference,
        expected: 'below' as const,
      })),
  },
  {
    claim: 'first-module-order',
    reading: `${reading}, first module alone`,
    study: 'table-1',
    comparisons: probedModules
      .filter((module) => module !== 'fpn')
      .map((module) => ({ run: probeKey(module, method), reference, expected: 'below' as const })),
  },
  {
    claim: 'fpn-bits-best-at-2',
    reading,
    study: 'figure-5',
    comparisons: [
      { run: pyramidWidthKey(2, method), reference, expected: 'above' as const },
      ...pyramidWidths
        .filter((bits) => bits !== 2)
        .map((bits) => ({
          run: pyramidWidthKey(2, method),
          reference: pyramidWidthKey(bits, method),
          expected: 'above' as const,
        })),
    ],
  },
]);

/** Every reading of every claim that runs of a registered study can decide. */
export const claimRules: readonly ClaimRule[] = [...headlineRules, methodRule, ...moduleRules];
