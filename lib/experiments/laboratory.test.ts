import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleIngredients, exampleScope } from '../../test/support/exampleRun';
import { ConfigurationError } from '../common/errors';
import { silentReporter } from '../common/reporter';
import { codeBehavior } from './run/behavior';
import { controlRun, fullPrecisionRuns } from './configuration/experiment';
import { experimentScope, wdrOnSwissCube } from './configuration/experimentScope';
import { createWorkerProcesses } from './execution/workerProcesses';
import { openLaboratory } from './laboratory';
import { weightsFile } from './run/runFiles';
import { runIdentity } from './configuration/runIdentity';
import { profileSensitivity } from './sensitivity/runSensitivity';
import type { Preparation } from './execution/workerMessages';

describe('a worker process', () => {
  const workers = createWorkerProcesses({ count: 1, threads: 1, workFolder: 'nowhere' });
  let preparation: Preparation;

  beforeAll(async () => {
    preparation = await workers.prepare('smoke', { name: 'swisscube-mini' }, silentReporter);
  });
  afterAll(() => workers.close());

  it('counts the images of a profile and says what it computes with', () => {
    expect(preparation.images).toEqual({ train: 320, validation: 64, test: 64 });
    expect(preparation.engine).toMatchObject({ mode: 'graph', threads: 1 });
  });

  it('finds the behavior of the code that any process finds, with any number of threads', async () => {
    const { fingerprint, numerics } = await codeBehavior();
    expect(preparation.behavioralFingerprint).toBe(fingerprint);
    for (const digest of [fingerprint, numerics]) expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(numerics).not.toBe(fingerprint);
  });

  it('brings the error of a run back, with class and fields', async () => {
    const { configuration } = controlRun(experimentScope('smoke', wdrOnSwissCube, preparation), 0, 'lsq');
    const orphan = {
      ...exampleIngredients,
      ...preparation,
      configuration: { ...configuration, parent: '0'.repeat(16) },
    };
    await expect(workers.run(orphan, 'an orphan', silentReporter)).rejects.toMatchObject({
      name: 'CheckpointError',
      problem: { file: expect.stringContaining('0'.repeat(16)) as string },
    });
  });

  it('names the weights that a sensitivity was to be measured on, where they are missing', async () => {
    const [{ configuration }] = fullPrecisionRuns(experimentScope('smoke', wdrOnSwissCube, preparation), 0);
    const ingredients = { ...exampleIngredients, ...preparation, configuration };
    const options = profileSensitivity('smoke');
    await expect(
      workers.sensitivity(ingredients, options, 'no weights', silentReporter),
    ).rejects.toMatchObject({
      name: 'CheckpointError',
      problem: { file: weightsFile('nowhere', runIdentity(ingredients)) },
    });
  });

  it('refuses a run that was planned with other code, data or threads', async () => {
    const { configuration } = controlRun(experimentScope('smoke', wdrOnSwissCube, preparation), 0, 'lsq');
    const stale = {
      ...exampleIngredients,
      ...preparation,
      configuration,
      behavioralFingerprint: 'f'.repeat(64),
    };
    await expect(workers.run(stale, 'a stale one', silentReporter)).rejects.toMatchObject({
      name: 'EnvironmentError',
      problem: { found: expect.stringContaining('code behavior (fingerprint differs)') as string },
    });
  });
});

describe('a laboratory', () => {
  it('needs workers', () => {
    expect(() => openLaboratory('smoke', silentReporter, 0)).toThrow(ConfigurationError);
  });

  it('refuses an experiment whose runs are on several data sets', async () => {
    const laboratory = openLaboratory('smoke', silentReporter, 1);
    const { configuration, ...run } = fullPrecisionRuns(exampleScope('smoke'), 0)[0];
    const other = {
      ...run,
      key: 'other',
      configuration: { ...configuration, dataset: { ...configuration.dataset, name: 'linemod-mini' } },
    };
    await expect(laboratory.plan([{ configuration, ...run }, other])).rejects.toThrow(
      /swisscube-mini, linemod-mini/,
    );
    await laboratory.close();
  });
});
