import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../common/errors';
import { exampleIngredients, exampleScope } from '../../../test/support/exampleRun';
import { experimentScope } from '../configuration/experimentScope';
import { moduleSizes } from '../networks/moduleSizes';
import { identifyRuns } from '../execution/identifiedRuns';
import { profileNames } from '../configuration/runConfiguration';
import { mqatSteps } from '../flow/sequentialRuns';
import { headlineSteps } from './headline';
import { studies, studyNamed } from './registry';
import { zebraPoseSteps } from './zebraPose';

const images = { train: 80, validation: 20, test: 20 };

describe('the registry of studies', () => {
  it.each(profileNames)('has runs with ids for every study at profile %s', (profile) => {
    const { dataHash, behavioralFingerprint, engine } = exampleIngredients;
    const preparation = { dataHash, behavioralFingerprint, engine };
    for (const study of studies) {
      const objectCount = study.dataset === 'linemod' && study.objects === undefined ? 8 : 1;
      const scope = experimentScope(profile, study, { images, objectCount });
      const runs = identifyRuns(study.runs(scope, 0), preparation);
      expect(new Set(runs.map(({ id }) => id)).size, study.name).toBe(runs.length);
    }
  });

  it('shares runs between studies: figure 4 needs table 1, four combinations and two stages of control more', () => {
    const ids = (name: string) =>
      studyNamed(name)
        .runs(exampleScope(), 0)
        .map(({ configuration, parentKey }) =>
          JSON.stringify({ configuration, isFirst: parentKey === 'full-precision' }),
        );
    const known = new Set(ids('table-1'));
    expect(ids('figure-4').filter((id) => !known.has(id))).toHaveLength(2 * (4 + 2));
  });

  it('knows every name once and lists them for a wrong one', () => {
    expect(new Set(studies.map(({ name }) => name)).size).toBe(studies.length);
    expect(() => studyNamed('table-9')).toThrow(ConfigurationError);
    expect(() => studyNamed('table-9')).toThrow(/table-1/);
  });
});

describe('the steps of a study', () => {
  it.each(['wdr', 'caSpaceNet'] as const)('go through the modules as Algorithm 1 does for %s', (network) => {
    const sizes = moduleSizes({ network, scale: 'mini' });
    expect(headlineSteps).toEqual(mqatSteps('fpn', { backbone: 8, fpn: 2, head: 8 }, sizes));
  });

  it('go through those of ZebraPose as Algorithm 1 does where no probe wins', () => {
    const sizes = moduleSizes({ network: 'zebraPose', scale: 'mini' });
    expect(zebraPoseSteps).toEqual(mqatSteps(undefined, { backbone: 8, aspp: 4 }, sizes));
  });
});
