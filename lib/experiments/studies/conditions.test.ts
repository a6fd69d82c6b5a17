import { describe, expect, it } from 'vitest';
import { exampleScope } from '../../../test/support/exampleRun';
import { experimentScope, wdrOnSwissCube } from '../configuration/experimentScope';
import { firstQuantizedModuleRuns } from './firstQuantizedModule';
import { networkConfiguration } from '../networks/networks';
import { parseRunConfiguration } from '../configuration/runParsing';
import type { StoredRun } from '../store/storedRun';
import { conditionRuns, conditionsOf, domainRuns, domainsOf } from './conditions';
import { storedScope } from './studyResults';

const scope = exampleScope('mini', { train: 8000, validation: 1000, test: 2000 });
const linemod = experimentScope(
  'mini',
  { network: 'wdr', dataset: 'linemod' },
  { images: { train: 4000, validation: 1000, test: 2400 }, objectCount: 8 },
);
const parent = '0'.repeat(16);

describe('the study of conditions', () => {
  it('goes from 250 to 8,000 images, through noise and widths', () => {
    expect(conditionsOf(scope).map(({ name }) => name)).toEqual([
      ...['images-250', 'images-500', 'images-1000', 'images-2000', 'images-4000', 'usual'],
      ...['noise-2', 'noise-5', 'noise-10', 'narrow', 'wide'],
    ]);
  });

  it('has full precision, a control and a ternary pyramid of each, that differ in bits alone', () => {
    const runs = conditionRuns(scope, 0);
    expect(runs).toHaveLength(3 * conditionsOf(scope).length);
    for (let first = 0; first < runs.length; first += 3) {
      const [start, control, pyramid] = runs.slice(first, first + 3);
      expect([start.parentKey, control.parentKey, pyramid.parentKey]).toEqual([
        ...[undefined, start.key, start.key],
      ]);
      const { role, method, quantization } = control.configuration;
      expect({ ...pyramid.configuration, role, method, quantization }).toEqual(control.configuration);
      expect(pyramid.configuration.quantization).toEqual({ backbone: 32, fpn: 2, head: 32 });
      expect(control.configuration.conditions).toEqual(start.configuration.conditions);
    }
  });

  it('shares the usual training with table 1', () => {
    const known = firstQuantizedModuleRuns(scope, 0).map(({ configuration }) => configuration);
    const usual = conditionRuns(scope, 0).filter(({ key }) =>
      ['full-precision', 'control-lsq', 'fpn-lsq'].includes(key),
    );
    expect(usual).toHaveLength(3);
    for (const { configuration } of usual) expect(known).toContainEqual(configuration);
  });

  it.each(['smoke', 'mini', 'paper'] as const)(
    'has valid runs of networks that there are at %s',
    (profile) => {
      const images = profile === 'smoke' ? { train: 320, validation: 64, test: 64 } : scope.dataset.images;
      for (const { configuration, parentKey } of conditionRuns(exampleScope(profile, images), 0)) {
        parseRunConfiguration({ ...configuration, ...(parentKey !== undefined && { parent }) });
        expect(networkConfiguration(configuration.model)).toBeDefined();
      }
    },
  );

  it('halves and doubles the channels of the pyramid', () => {
    const channels = ['miniNarrow', 'mini', 'miniWide'].map(
      (scale) => networkConfiguration({ network: 'wdr', scale }) as { pyramid: { channels: number } },
    );
    expect(channels.map(({ pyramid }) => pyramid.channels)).toEqual([16, 32, 64]);
  });
});

describe('the study of domains', () => {
  it('has as few renders as there are real-like images', () => {
    expect(domainsOf(linemod).map(({ training }) => training)).toEqual([
      ...[undefined, { domain: 'renders' }, { domain: 'renders', images: 600 }, { domain: 'realLike' }],
    ]);
    expect(domainRuns(linemod, 0)).toHaveLength(12);
  });

  it('trains as usual alone where the user brings the set', () => {
    expect(domainsOf({ ...linemod, profile: 'paper' }).map(({ name }) => name)).toEqual(['usual']);
  });
});

it('what a subject has in common is not taken from a run of another width', () => {
  const stored = (key: string) => {
    const { configuration } = conditionRuns(scope, 0).find((run) => run.key === key)!;
    return { ingredients: { configuration } } as StoredRun;
  };
  const others = [stored('narrow-full-precision'), stored('wide-full-precision')];
  expect(storedScope('mini', wdrOnSwissCube, others)).toBeUndefined();
  expect(storedScope('mini', wdrOnSwissCube, [...others, stored('images-250-full-precision')])).toEqual(
    scope,
  );
});
