import { describe, expect, it } from 'vitest';
import { exampleScope } from '../../../test/support/exampleRun';
import { Random } from '../../common/random';
import { experimentScope } from '../../experiments/configuration/experimentScope';
import { studies, studyNamed } from '../../experiments/studies/registry';
import type { SeedResults } from '../../experiments/studies/studyResults';
import type { StoredRun } from '../../experiments/store/storedRun';
import { exampleRun } from '../notebook/exampleRun';
import { paperClaims } from '../paperValues';
import type { ClaimRule } from './claimRule';
import { claimRules } from './claimRules';
import { judgeClaims } from './claimVerdicts';
import { makeLedger } from './ledger';
import { judgeLatency } from './latencyClaim';
import { ledgerCsv } from './ledgerTable';
import { judgeOneModule } from './oneModuleClaim';
import { publishedNumbers } from './publishedNumbers';

const noRuns = {
  latencies: [],
  clouds: new Map(),
  oneModule: { reading: '', verdict: 'not run', evidence: '' },
} as const;
const scope = exampleScope('mini', { train: 4, validation: 2, test: 4 });
const options = { resamples: 500, seed: 0 };
const adi = { metric: 'ADD', threshold: 0.1 } as const;
const claim: ClaimRule = {
  claim: 'a',
  reading: '',
  study: 's',
  comparisons: [
    { run: 'better', reference: 'base', expected: 'above' },
    { run: 'worse', reference: 'base', expected: 'below' },
  ],
};

/** A run that finds about this share of 400 images. */
function runOf(share: number, seed: number): StoredRun {
  const random = Random.derive(seed, 'errors', share);
  return exampleRun(Array.from({ length: 400 }, () => (random.uniform() < share ? 0.05 : 0.4)));
}

function stored(shares: Readonly<Record<string, number>>, seeds: number): SeedResults[] {
  return Array.from({ length: seeds }, (_, seed) => ({
    seed,
    results: new Map(Object.entries(shares).map(([key, share]) => [key, runOf(share, seed)])),
  }));
}

describe('a verdict on a claim', () => {
  const verdict = (shares: Readonly<Record<string, number>>, seeds: number) =>
    judgeClaims([claim], () => stored(shares, seeds), adi, options)[0].verdict;

  it('is reproduced where every comparison holds, contradicted where one is turned around', () => {
    expect(verdict({ base: 0.5, better: 0.7, worse: 0.3 }, 3)).toBe('reproduced');
    expect(verdict({ base: 0.5, better: 0.7, worse: 0.72 }, 3)).toBe('contradicted');
  });

  it('is inconclusive where a difference is small or there is one seed, and not run without runs', () => {
    expect(verdict({ base: 0.5, better: 0.7, worse: 0.5 }, 3)).toBe('inconclusive');
    expect(verdict({ base: 0.5, better: 0.9, worse: 0.1 }, 1)).toBe('inconclusive');
    expect(verdict({ base: 0.5, better: 0.9 }, 3)).toBe('not run');
  });

  it('asks for the margin that a claim names', () => {
    const { comparisons, ...rest } = claim;
    const most = { ...rest, comparisons: [{ ...comparisons[0], margin: 0.4 }] };
    const some = { ...rest, comparisons: [{ ...comparisons[0], margin: 0.1 }] };
    const results = () => stored({ base: 0.5, better: 0.8 }, 3);
    const verdicts = judgeClaims([most, some], results, adi, options).map((one) => one.verdict);
    expect(verdicts).toEqual(['contradicted', 'reproduced']);
  });

  it('compares spreads of votes over the images where all runs have some', () => {
    const [run, reference] = ['pyramid', 'base'];
    const closer: ClaimRule = {
      ...claim,
      comparisons: [{ run, reference, expected: 'below', quantity: 'spread' }],
    };
    const results = [0, 1].map((seed) => ({
      seed,
      results: new Map(
        [run, reference].map((key) => [key, { ...exampleRun([0.05]), id: `${key} ${seed}` }] as const),
      ),
    }));
    const record = (...spreads: (number | null)[]) => ({
      images: spreads.map((_, place) => 10 * place),
      clouds: spreads.map((spread) => (spread === null ? null : ([spread, 1] as const))),
    });
    const clouds = new Map([
      ['pyramid 0', record(0.1, 0.9, 0.1)],
      ['base 0', record(0.2, 0.1, 0.3)],
      ['pyramid 1', record(0.1, 0.9, 0.2)],
      ['base 1', record(0.2, null, 0.3)],
    ]);
    const judge = (known: typeof clouds) =>
      judgeClaims([closer], () => results, adi, { ...options, clouds: known })[0];
    expect(judge(clouds)).toMatchObject({ verdict: 'reproduced', seeds: 2 });
    const { clouds: wide } = record(0.1, 0.9, 0.2);
    const elsewhere = new Map([...clouds, ['pyramid 1', { images: [0, 1, 10], clouds: wide }]]);
    expect(judge(elsewhere)).toMatchObject({ verdict: 'reproduced', seeds: 2 });
    const nowhere = new Map([...clouds, ['pyramid 1', { images: [1, 2, 3], clouds: wide }]]);
    expect(judge(nowhere)).toMatchObject({ verdict: 'inconclusive', seeds: 2 });
    expect(judge(new Map([...clouds].slice(0, 2)))).toMatchObject({ verdict: 'inconclusive', seeds: 1 });
    expect(judge(new Map())).toMatchObject({ verdict: 'not run', seeds: 0 });
  });

  it('asks for more where more claims are judged together', () => {
    const results = () => stored({ base: 0.5, better: 0.565, worse: 0.435 }, 3);
    const alone = judgeClaims([claim], results, adi, options)[0];
    const many = judgeClaims(new Array<ClaimRule>(40).fill(claim), results, adi, options)[0];
    expect(alone.holding).toBeGreaterThan(many.holding);
  });
});

describe('the ledger', () => {
  it('has every claim and number of the paper, each with a registered study or none', () => {
    const ledger = makeLedger('mini', { stored: [], ...noRuns });
    expect(new Set(ledger.claims.map((row) => row.claim))).toEqual(new Set(paperClaims.map(({ id }) => id)));
    expect(new Set(ledger.numbers.map(({ where }) => where)).size).toBe(publishedNumbers().length);
    expect(ledger.claims.every((row) => row.verdict === 'not run')).toBe(true);
    const counted = ledger.numbers.filter((row) => row.verdict !== 'not run');
    expect(counted.every((row) => row.where.endsWith('compression') && row.profile === 'paper')).toBe(true);
    const names = studies.map(({ name }) => name);
    const keys = new Map(
      studies.map((study) => {
        const own = experimentScope('mini', study, { images: scope.dataset.images, objectCount: 1 });
        return [study.name, new Set(study.runs(own, 0).map((run) => run.key))];
      }),
    );
    for (const { study, key } of publishedNumbers().flatMap(({ sources }) => sources))
      expect(keys.get(study)).toContain(key);
    for (const rule of claimRules('mini')) {
      expect(names).toContain(rule.study);
      for (const { run, reference } of rule.comparisons) {
        expect(keys.get(rule.study)).toContain(run);
        expect(keys.get(rule.study)).toContain(reference);
      }
    }
  });

  it('judges directions at mini scale, and the size of a gain only at the scale of the paper', () => {
    const stored = [0, 1].flatMap((seed) =>
      studyNamed('headline')
        .runs(scope, seed)
        .map(({ configuration, parentKey }): StoredRun => {
          const run = exampleRun([0.05, 0.05, 0.3, null], { seed });
          const origin = parentKey === undefined ? {} : { parent: run.id };
          return {
            ...run,
            ingredients: { ...run.ingredients, configuration: { ...configuration, ...origin } },
          };
        }),
    );
    const { claims } = makeLedger('mini', { stored, ...noRuns });
    const verdictsOf = (name: string) =>
      claims.filter((row) => row.claim === name && row.seeds > 0).map(({ verdict }) => verdict);
    expect(new Set(verdictsOf('gain-on-every-dataset'))).toEqual(new Set(['inconclusive']));
    expect(new Set(verdictsOf('headline'))).toEqual(new Set(['measured, not comparable']));
  });

  it('measures with stored runs and says that mini is not comparable', () => {
    const run = exampleRun([0.05, 0.05, 0.3, null]);
    const { numbers } = makeLedger('mini', { stored: [run], ...noRuns });
    const row = numbers.find(({ where }) => where === 'table1, none (full precision), adi01')!;
    expect(row).toMatchObject({ ours: 50, seeds: 1, verdict: 'measured, not comparable', paper: 78.79 });
    const csv = ledgerCsv(makeLedger('mini', { stored: [run], ...noRuns }));
    expect(csv.split('\n')[0]).toBe(
      'kind,where,reading,paper,ours,low,high,difference,seeds,profile,verdict,command',
    );
    expect(csv).toContain('"table1, none (full precision), adi01",ADD-0.1d,78.79,50.00');
  });

  it('counts compression on the networks of the paper', () => {
    const { numbers } = makeLedger('mini', { stored: [], ...noRuns });
    const counted = numbers.filter(({ where }) => where.includes('4-2-4') && where.endsWith('compression'));
    expect(counted).toMatchObject([{ paper: 8.2, verdict: 'not as printed', profile: 'paper' }]);
    expect(counted[0].ours).toBeCloseTo(8.82, 2);
    const verdicts = numbers
      .filter(({ where }) => where.includes('3-3-3 ') && where.endsWith('compression'))
      .map(({ reading, verdict }) => `${reading}: ${verdict}`);
    expect(verdicts).toEqual([
      'counted, every layer quantized: not as printed',
      'counted, first and last layers at 32 bits: as printed',
    ]);
  });
});

describe('claims that no run decides', () => {
  const row = { network: 'wdr', scale: 'paper', moduleBits: '8-8-8', activationBits: 8, residentBytes: 1 };
  const times = { medianMilliseconds: 1, ninetiethPercentileMilliseconds: 1 };
  const latency = (speed: number, network = 'wdr') => ({
    provider: 'cpu',
    rows: [
      { ...row, ...times, network, variant: 'float32', bytes: 400, bitOperations: 1600, speed: 1 },
      { ...row, ...times, network, variant: 'int8', bytes: 100, bitOperations: 100, speed },
    ],
    ...{ threads: 1, rounds: 1, warmUp: 1, repetitions: 1, versions: {}, codeVersion: '', date: '' },
    machine: { system: '', processor: '', cores: 1, memory: 1, load: [] },
  });

  it('latency: by the compression factor of every file, to a tenth', () => {
    const judge = (...speeds: number[]) =>
      judgeLatency(speeds.map((speed, at) => latency(speed, `network ${at}`)));
    expect(judge(3.7, 4.2)).toEqual([
      {
        ...{
          reading: '2 networks of paper scale in onnxruntime on cpu',
          scale: 'paper',
          verdict: 'reproduced',
        },
        evidence:
          'bit operations of 2 of 2 files fall by their factor, latency of 2 of 2, 2 of 2 are faster at all',
      },
    ]);
    expect(judge(3.7, 3)[0].verdict).toBe('contradicted');
    expect(judge()).toEqual([]);
  });

  it('one module: uniform quantization-aware training, whatever its probe gains', async () => {
    expect(await judgeOneModule()).toMatchObject({
      verdict: 'reproduced',
      evidence: '6 of 6 outcomes are one step at one width',
    });
  });
});
