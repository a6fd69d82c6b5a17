import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NumericalError } from '../../common/errors';
import type { BopDataset } from '../../datasets/bop/bopDataset';
import { readBopDataset } from '../../datasets/bop/bopDataset';
import { readBopResults } from '../../datasets/bop/results/resultsReader';
import type { BopEstimate } from '../../datasets/bop/results/estimate';
import type { ObjectModel, PoseInstance } from '../../datasets/poseDataset';
import { boxCorners } from '../../geometry/boxCorners';
import type { Vector3 } from '../../geometry/pose';
import { identityRotation } from '../../geometry/rotations';
import { symmetryTransformations } from '../../geometry/symmetries';
import { evaluateBopResults, standardBopEvaluation, type BopEvaluation } from './bopEvaluation';
import type { BopMetric } from './poseErrorKinds';
import { surfaceTolerances } from './bopRules';

const corners = boxCorners([-50, -50, -50], [50, 50, 50]);
const cube: ObjectModel = {
  id: 3,
  name: 'cube',
  diameter: 200,
  corners,
  points: Float64Array.from(corners.flat()),
  symmetries: symmetryTransformations({}),
};
const options = { ...standardBopEvaluation, metrics: ['MSSD', 'MSPD'] as const, resamples: 50 };

/** A set of images with cubes at the places given; its pixels are nowhere. */
function cubes(
  images: readonly (readonly Vector3[])[],
  targets: BopDataset['targets'] = undefined,
): BopDataset {
  const unavailable = () => Promise.reject(new Error('no pixels'));
  return {
    ...{ name: 'cubes', split: 'test', width: 640, height: 480, hash: '', objects: [cube], targets },
    samples: images.map((places, imageId) => ({
      sceneId: 1,
      imageId,
      camera: { matrix: [500, 0, 320, 0, 500, 240, 0, 0, 1], width: 640, height: 480 },
      instances: places.map((translation): PoseInstance => ({
        objectId: 3,
        pose: { rotation: identityRotation, translation },
      })),
    })),
    ...{ hasPixels: () => false, hasMasks: () => false, hasDepth: () => false, info: () => undefined },
    ...{ pixels: unavailable, image: unavailable, depth: unavailable, mask: unavailable },
  };
}

function estimate(imageId: number, translation: Vector3, score = 1): BopEstimate {
  const pose = { rotation: identityRotation, translation };
  return { sceneId: 1, imageId, objectId: 3, score, pose, seconds: 0.25 };
}

function overall({ recalls }: BopEvaluation, metric: BopMetric): number | null {
  return recalls.find((row) => row.metric === metric && row.group.kind === 'all')!.recall;
}

describe('evaluation by the rules of BOP', () => {
  it('averages recalls over thresholds: an error of 0.22 diameters is below 6 of 10', async () => {
    const evaluation = await evaluateBopResults(cubes([[[0, 0, 800]]]), [estimate(0, [44, 0, 800])], options);
    expect(overall(evaluation, 'MSSD')).toBe(0.6);
    // The nearest points, 750 mm away, move by 44 * 500 / 750 = 29.3 px.
    expect(overall(evaluation, 'MSPD')).toBe(0.5);
    expect(evaluation).toMatchObject({ targets: 1, missing: 0, secondsPerImage: 0.25, averageRecall: null });
  });

  it('takes as many estimates as there are targets, the surest, and matches each to one pose', async () => {
    const set = cubes([[[-200, 0, 800], [200, 0, 800]], [[0, 0, 900]]]); // prettier-ignore
    const estimates = [
      estimate(0, [-200, 0, 800], 0.1),
      estimate(0, [200, 0, 800], 0.9),
      estimate(0, [201, 0, 800], 0.5),
    ];
    const evaluation = await evaluateBopResults(set, estimates, options);
    expect(overall(evaluation, 'MSSD')).toBeCloseTo(1 / 3, 12);
    expect(evaluation.missing).toBe(1);
    expect(
      overall(
        await evaluateBopResults(set, [...estimates.slice(0, 2), estimate(1, [0, 0, 900])], options),
        'MSSD',
      ),
    ).toBe(1);
  });

  it('looks only for what the targets list, the most visible', async () => {
    const target = { scene_id: 1, im_id: 0, obj_id: 3, inst_count: 1 };
    const set = cubes([[[-200, 0, 800], [200, 0, 800]]], [target]); // prettier-ignore
    const evaluation = await evaluateBopResults(set, [estimate(0, [-200, 0, 800])], options);
    expect(evaluation.targets).toBe(1);
    expect(overall(evaluation, 'MSSD')).toBe(1);
  });

  it('says why there is no VSD, and refuses to score nothing', async () => {
    const set = cubes([[[0, 0, 800]]]);
    const evaluation = await evaluateBopResults(set, [], { ...options, metrics: ['VSD', 'MSSD'] });
    expect(evaluation).toMatchObject({
      metrics: ['MSSD'],
      withoutDiscrepancy: '1 of 1 images have no depth',
    });
    expect(overall(evaluation, 'MSSD')).toBe(0);
    await expect(evaluateBopResults(set, [], { ...options, metrics: [] })).rejects.toThrow(NumericalError);
  });

  it('uses the thresholds that the toolkit has, to the last bit', () => {
    expect(surfaceTolerances).toEqual([
      0.05, 0.1, 0.15000000000000002, 0.2, 0.25, 0.3, 0.35000000000000003, 0.4, 0.45, 0.5,
    ]);
  });
});

const real = resolve(__dirname, '../../../../shared/real');

describe.skipIf(!existsSync(real))(`a real submission (skipped where ${real} is absent)`, () => {
  const results = join(real, 'results');
  const read = () => readBopDataset(join(real, 'lmo'), { split: 'test', targets: 'test_targets_bop19.json' });

  it('scores what the BOP toolkit gives', async () => {
    const dataset = await read();
    const name = 'cnos-fastsammegapose_lmo-test_16ab01bd-f020-4194-9750-d42fc7f875d2.csv';
    const { estimates } = await readBopResults(join(results, name), { dataset });
    const metrics = ['MSSD', 'MSPD', 'ADD(-S)'] as const;
    const evaluation = await evaluateBopResults(dataset, estimates, { ...options, metrics });
    const expected = JSON.parse(await readFile(join(results, 'expected-scores.json'), 'utf8')) as {
      averageRecallMssd: number;
      averageRecallMspd: number;
      addRecall01: Record<string, number>;
    };
    expect(overall(evaluation, 'MSSD')).toBeCloseTo(expected.averageRecallMssd, 6);
    expect(overall(evaluation, 'MSPD')).toBeCloseTo(expected.averageRecallMspd, 6);
    for (const { metric, group, recall } of evaluation.recalls) {
      if (metric !== 'ADD(-S)' || group.kind !== 'object') continue;
      expect(recall).toBeCloseTo(expected.addRecall01[group.objectId], 9);
    }
  });

  it('finds everything where the truth is the estimate', async () => {
    const dataset = await read();
    const { estimates } = await readBopResults(join(results, 'gt-pbrreal-rgb-mmodel_lmo-test_lmo.csv'), {
      dataset,
    });
    const metrics = ['MSSD', 'MSPD', 'ADD(-S)', 'projection', '5°5cm'] as const;
    const { recalls } = await evaluateBopResults(dataset, estimates, { ...options, metrics });
    expect(new Set(recalls.map(({ recall }) => recall))).toEqual(new Set([1]));
  });
});
