import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBopDataset, type BopDataset } from '../datasets/bop/bopDataset';
import { readBopResults } from '../datasets/bop/results/resultsReader';
import { writeBopResults } from '../datasets/bop/results/resultsWriter';
import type { BopEstimate } from '../datasets/bop/results/estimate';
import { defaultOccludedLinemodMini } from '../datasets/linemodMini/configuration';
import { ensureOccludedLinemodMini } from '../datasets/linemodMini/linemodMini';
import type { Pose } from '../geometry/pose';
import { composePoses } from '../geometry/rotations';
import { evaluateBopResults, standardBopEvaluation } from './bop/bopEvaluation';
import { bopMetrics, poseErrorKinds, type BopMetric, type PoseErrorName } from './bop/poseErrorKinds';
import { ModelPoints } from './modelPoints';

let root: string;
/** Eight objects, three of them symmetric, before each other, with depth. */
let dataset: BopDataset;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ground-truth-'));
  const folder = await ensureOccludedLinemodMini(root, { ...defaultOccludedLinemodMini, images: 20 });
  dataset = await readBopDataset(folder, { split: 'test', targets: 'test_targets_bop19.json' });
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));

/** @param turned - what is estimated instead of the truth */
function estimatesOf(turned: (truth: Pose, objectId: number) => Pose): BopEstimate[] {
  return dataset.samples.flatMap(({ sceneId, imageId, instances }) =>
    instances.map(({ objectId, pose }) => ({
      ...{ sceneId, imageId, objectId, score: 1, seconds: 0.1 },
      pose: turned(pose, objectId),
    })),
  );
}

/** Recalls of every object by every metric, and over all. */
async function recallsOf(estimates: readonly BopEstimate[], metrics: readonly BopMetric[]) {
  const evaluation = await evaluateBopResults(dataset, estimates, {
    ...standardBopEvaluation,
    metrics,
    resamples: 20,
  });
  expect(evaluation.metrics).toEqual(metrics);
  const rows = evaluation.recalls.filter(({ recall }) => recall !== null);
  for (const metric of metrics) {
    const objects = rows.filter((row) => row.metric === metric && row.group.kind === 'object');
    expect(objects).toHaveLength(8);
  }
  return rows;
}

describe('the truth as prediction', () => {
  it('has a recall of exactly 1 by every metric, for every object, also after a results file', async () => {
    const file = await writeBopResults(
      root,
      { method: 'truth', dataset: 'olm', split: 'test' },
      estimatesOf((t) => t),
    );
    const { estimates } = await readBopResults(file, { dataset });
    const rows = await recallsOf(estimates, bopMetrics);
    expect(rows.filter(({ recall }) => recall !== 1)).toEqual([]);
  });

  it('has errors of exactly 0, for every object, symmetric ones included', () => {
    const points = new Map(dataset.objects.map((object) => [object.id, new ModelPoints(object.points)]));
    let measured = 0;
    for (const { camera, instances } of dataset.samples) {
      for (const { objectId, pose } of instances) {
        const object = dataset.objects.find(({ id }) => id === objectId)!;
        const context = { object, points: points.get(objectId)!, camera };
        for (const name of Object.keys(poseErrorKinds) as PoseErrorName[]) {
          expect(poseErrorKinds[name].measure(context, pose, pose)).toBe(0);
          measured++;
        }
      }
    }
    expect(measured).toBeGreaterThan(7 * 60);
  });

  it('may be turned by any symmetry where a metric knows symmetries', async () => {
    const metrics = ['VSD', 'MSSD', 'MSPD', 'ADD(-S)', 'ADI'] as const;
    const turned = estimatesOf((truth, objectId) => {
      const { symmetries } = dataset.objects.find(({ id }) => id === objectId)!;
      return composePoses(truth, symmetries[Math.floor(symmetries.length / 2)]);
    });
    const rows = await recallsOf(turned, metrics);
    expect(rows.filter(({ recall }) => recall !== 1)).toEqual([]);
    const [add] = await recallsOf(turned, ['ADD']);
    expect(add.recall).toBeLessThan(1);
  });
});
