import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exampleConfiguration, exampleIngredients } from '../../../test/support/exampleRun';
import { squareData, squareRun } from '../../../test/support/squareExperiment';
import { squareDataset } from '../../../test/support/syntheticTask';
import { silentReporter } from '../../common/reporter';
import { ConfigurationError } from '../../common/errors';
import { isRealLike } from '../../datasets/linemodMini/generation';
import type { PoseDataset } from '../../datasets/poseDataset';
import { angleBetween } from '../../geometry/rotations';
import { loadPnpSolver } from '../../geometry/pnp';
import { runIdentity, runSlug } from './runIdentity';
import { parseRunConfiguration } from './runParsing';
import type { RunConfiguration } from './runConfiguration';
import { underConditions, type TrainingConditions } from './trainingConditions';
import { performRun } from '../run/trainingRun';

const set = squareDataset(400, 8, 1);
const numbered: PoseDataset = {
  ...set,
  samples: set.samples.map((sample, imageId) => ({ ...sample, imageId })),
};
const run = (conditions: TrainingConditions, changes: Partial<RunConfiguration> = {}): RunConfiguration => ({
  ...exampleConfiguration,
  conditions,
  ...changes,
});
const imageIds = ({ samples }: PoseDataset) => samples.map(({ imageId }) => imageId);
const linemod: RunConfiguration['dataset'] = { ...exampleConfiguration.dataset, name: 'linemod-mini' };

describe('conditions of training', () => {
  it('leave everything as it is where there are none', () => {
    expect(underConditions(numbered, exampleConfiguration)).toBe(numbered);
  });

  it('take so many images, spread evenly, half of them among twice as many, each with its own pixels', async () => {
    const few = underConditions(numbered, run({ images: 50 }));
    const fewer = underConditions(numbered, run({ images: 25 }));
    expect(imageIds(few)).toEqual(Array.from({ length: 50 }, (_, place) => 8 * place));
    expect(imageIds(few)).toEqual(expect.arrayContaining(imageIds(fewer)));
    expect(await few.pixels(3)).toEqual(await numbered.pixels(24));
  });

  it('refuse more images than there are', () => {
    expect(() => underConditions(numbered, run({ images: 401 }))).toThrow(/conditions\.images.*400/s);
  });

  it('turn and shift poses by the deviations asked for, along the line of sight, by the seed of the run', () => {
    const conditions = { labelNoise: { rotation: 5, depth: 0.02 } };
    const noisy = underConditions(numbered, run(conditions));
    const pairs = noisy.samples.map(({ instances }, index) => ({
      after: instances[0].pose,
      before: numbered.samples[index].instances[0].pose,
    }));
    const degrees = pairs.map(
      ({ after, before }) => (angleBetween(after.rotation, before.rotation) * 180) / Math.PI,
    );
    const shares = pairs.map(({ after, before }) => after.translation[2] / before.translation[2] - 1);
    const deviation = (values: number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / 400);
    expect(deviation(degrees)).toBeCloseTo(5, 0);
    expect(deviation(shares)).toBeCloseTo(0.02, 2);
    for (const { after, before } of pairs) {
      const ray = before.translation.map((value) => value / before.translation[2]);
      ray.forEach((value, axis) => {
        expect(after.translation[axis] / after.translation[2]).toBeCloseTo(value, 12);
      });
    }
    expect(underConditions(numbered, run(conditions)).samples).toEqual(noisy.samples);
    expect(underConditions(numbered, run(conditions, { seed: 4 })).samples).not.toEqual(noisy.samples);
  });

  it('tell renders from real-like images of LINEMOD-mini, and refuse to for another set', () => {
    const real = underConditions(numbered, run({ domain: 'realLike' }, { dataset: linemod }));
    const rendered = underConditions(numbered, run({ domain: 'renders' }, { dataset: linemod }));
    expect(imageIds(real)).toHaveLength(400 * 0.15);
    expect(imageIds(real).every((id) => isRealLike(id, 0.15))).toBe(true);
    expect([...imageIds(real), ...imageIds(rendered)].sort((a, b) => a - b)).toEqual(imageIds(numbered));
    expect(() => underConditions(numbered, run({ domain: 'renders' }))).toThrow(/conditions\.domain/);
  });

  it('are part of what a run is, and of its name', () => {
    const conditions = { images: 250, labelNoise: { rotation: 5, depth: 0.025 } };
    const ids = [exampleConfiguration, run(conditions), run({ images: 250 })].map((configuration) =>
      runIdentity({ ...exampleIngredients, configuration }),
    );
    expect(new Set(ids).size).toBe(3);
    expect(parseRunConfiguration(run(conditions))).toEqual(run(conditions));
    expect(runSlug(run(conditions))).toContain('images250-noise5deg2-5percent');
  });

  it.each([
    [{}, /conditions/],
    [{ images: 0 }, /conditions\.images/],
    [{ labelNoise: { rotation: 5, depth: 0.2 } }, /conditions\.labelNoise\.depth/],
    [{ labelNoise: { rotation: -1, depth: 0 } }, /conditions\.labelNoise\.rotation/],
    [{ share: 0.5 }, /share/],
  ])('are refused where they make no sense: %o', (conditions, field) => {
    const parse = () => parseRunConfiguration({ ...exampleConfiguration, conditions });
    expect(parse).toThrow(ConfigurationError);
    expect(parse).toThrow(field);
  });
});

it('a run with fewer images trains as on a set of them alone, and is tested on all', async () => {
  const workFolder = await mkdtemp(join(tmpdir(), 'conditions-'));
  onTestFinished(() => rm(workFolder, { recursive: true }));
  const solver = await loadPnpSolver();
  let attempt = 0;
  const perform = (ingredients: ReturnType<typeof squareRun>, data = squareData) =>
    performRun(ingredients, {
      ...{ data, solver, reporter: silentReporter },
      workFolder: join(workFolder, String(attempt++)),
    });
  const configured = squareRun({ conditions: { images: 8 } });
  const train = underConditions(squareData.splits.train, configured.configuration);
  const cut = { ...squareData, splits: { ...squareData.splits, train } };
  const few = await perform(configured);
  expect(few.curve).toEqual((await perform(squareRun(), cut)).curve);
  expect(few.curve).not.toEqual((await perform(squareRun())).curve);
  expect(few.images.rows).toHaveLength(squareData.splits.test.samples.length);
});
