import { describe, expect, it, onTestFinished } from 'vitest';
import { cube, squareDataset } from '../../../test/support/syntheticTask';
import { ConfigurationError } from '../../common/errors';
import { Random } from '../../common/random';
import { noAugmentation } from '../../datasets/augmentation';
import { cropAffine, silhouetteBox } from '../../datasets/imageBox';
import { loadPnpSolver } from '../../geometry/pnp';
import { uniformRotation } from '../../geometry/randomRotations';
import { prepareMesh } from '../../meshes/renderer/renderMesh';
import { Renderer } from '../../meshes/renderer/renderer';
import { averageDistance } from '../../metrics/add';
import { ModelPoints } from '../../metrics/modelPoints';
import { createDlr, tinyDlr } from '../../models/dlr';
import { drawHeatmaps, readHeatmaps } from '../../models/heatmaps';
import { farthestLandmarks } from '../../models/landmarks';
import type { ModularNetwork } from '../../models/modularNetwork';
import { createSegDriven, miniSegDriven, tinySegDriven } from '../../models/segDriven';
import { collectCellVotes } from '../../models/segDrivenDecoding';
import { assignSegDrivenTargets } from '../../models/segDrivenTargets';
import { meshOf } from '../../models/surfaceCode';
import { tf } from '../../tensor/engine';
import { trainingBatches } from '../batches';
import { dlrTask } from './dlrTask';
import { solvePose } from '../prediction/posePredictor';
import { ransacPose } from '../prediction/ransacPose';
import { segDrivenTask } from './segDrivenTask';
import { createTrainer } from '../trainer';
import type { TrainingTask } from '../trainingTask';

const camera = { matrix: [77, 0, 31.5, 0, 77, 31.5, 0, 0, 1], width: 64, height: 64 };
const model = new ModelPoints(cube.points);
const ransac = { iterations: 100, inlierThreshold: 1, confidence: 0.99 };

function drawPose(trial: number) {
  const random = Random.derive(4, 'pose', trial);
  const depth = random.uniform(250, 500);
  const [x, y] = [0, 1].map(() => random.uniform(-0.1, 0.1) * depth);
  return { rotation: uniformRotation(random), translation: [x, y, depth] as const };
}

function keep<Network extends ModularNetwork<unknown>>(network: Network): Network {
  onTestFinished(() => {
    network.dispose();
  });
  return network;
}

async function learn(task: TrainingTask): Promise<number[]> {
  const before = tf.memory().numTensors;
  const dataset = squareDataset(8, 32, 3);
  const batches = trainingBatches({ dataset, task, size: 4, augmentation: noAugmentation, seed: 5 });
  const plan = {
    steps: 20,
    learningRate: { base: 1e-2, schedule: { kind: 'constant' as const }, warmupSteps: 0, restarts: [] },
    optimizer: { kind: 'adamW' as const, weightDecay: 1e-4, clipNorm: 5 },
    freezing: [],
  };
  const trainer = createTrainer(task, batches, plan, { compiled: true });
  const losses: number[] = [];
  await trainer.run(plan.steps, ({ figures }) => void losses.push(figures['loss']));
  trainer.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return losses;
}

describe('SegDriven', () => {
  it('labels cells and decodes their votes: what is labeled comes back as the pose', async () => {
    const network = keep(createSegDriven(miniSegDriven, 'zeros'));
    const { rows, columns } = network;
    const solver = await loadPnpSolver();
    const renderer = new Renderer(64, 64, 1);
    const mesh = prepareMesh(meshOf(cube));
    for (let trial = 0; trial < 10; trial++) {
      const pose = drawPose(trial);
      const { instanceMap } = renderer.renderGeometry(camera.matrix, [{ mesh, pose, instance: 1 }]);
      const label = new Float32Array(2 * rows * columns).fill(7);
      const offsets = new Float32Array(16 * rows * columns).fill(7);
      const image = { camera, instances: [{ objectId: 1, pose }], instanceMap };
      assignSegDrivenTargets(image, [cube], network, { label, offsets });
      const random = Random.derive(9, trial);
      const regression = new Float32Array(24 * rows * columns);
      for (let cell = 0; cell < rows * columns; cell++) {
        const isWrong = cell % 3 === 0;
        for (let corner = 0; corner < 8; corner++)
          regression[24 * cell + corner] = isWrong ? -3 : random.uniform(1, 3);
        const own = offsets.subarray(16 * cell, 16 * cell + 16);
        regression.set(isWrong ? own.map(() => random.uniform(-9, 9)) : own, 24 * cell + 8);
      }
      const segmentation = label.map((value) => 5 * value);
      const votes = collectCellVotes({ segmentation, regression }, 0, 1, network, 0.5)!;
      const found = solvePose(votes, cube, camera, solver, { confidenceThreshold: 0.5, ransac });
      expect(averageDistance(model, found!.pose, pose), `trial ${trial}`).toBeLessThan(0.5);
      expect(Math.min(...votes.confidences)).toBeGreaterThan(0);
    }
    const background = new Float32Array(2 * rows * columns).map((_, index) => (index % 2 === 0 ? 5 : 0));
    const none = { segmentation: background, regression: new Float32Array(24 * rows * columns) };
    expect(collectCellVotes(none, 0, 1, network, 0.5)).toBeUndefined();
  });

  it('learns', async () => {
    const network = keep(createSegDriven(tinySegDriven, 1));
    const losses = await learn(segDrivenTask(network, [cube]));
    expect(losses[19]).toBeLessThan(0.7 * losses[0]);
  });

  it('refuses other numbers of classes, and stages that leave one out', () => {
    const network = keep(createSegDriven(tinySegDriven, 'zeros'));
    expect(() => segDrivenTask(network, [])).toThrow(ConfigurationError);
    expect(() => createSegDriven({ ...tinySegDriven, stages: [1, 3] }, 1)).toThrow(/stages/);
  });
});

describe('DLR', () => {
  it('chooses landmarks that are far apart: the corners of a cube', () => {
    const landmarks = farthestLandmarks(cube, 8);
    const rows = Array.from({ length: 8 }, (_, row) => [...landmarks.subarray(3 * row, 3 * row + 3)].join());
    expect(new Set(rows).size).toBe(8);
    const opposite = landmarks.subarray(3, 6);
    expect([...landmarks.subarray(0, 3)]).toEqual([...opposite].map((value) => -value));
    expect(() => farthestLandmarks(cube, 9)).toThrow(RangeError);
  });

  it('draws heatmaps and reads them: what is labeled comes back as the pose', async () => {
    const solver = await loadPnpSolver();
    const landmarks = farthestLandmarks(cube, 8);
    for (let trial = 0; trial < 10; trial++) {
      const pose = drawPose(trial);
      const toCrop = cropAffine(silhouetteBox(cube, pose, camera), 1.5, 64);
      const maps = new Float32Array(16 * 16 * 8).fill(7);
      drawHeatmaps(landmarks, pose, camera, toCrop, maps);
      const seen = readHeatmaps(maps, landmarks, toCrop, 0.5);
      expect(seen.objectPoints).toEqual(landmarks);
      const { iterations, inlierThreshold: reprojectionThreshold, confidence } = ransac;
      const options = { camera, iterations, reprojectionThreshold, confidence, refine: true };
      const solution = solver.solve({ ...seen, ...options });
      expect(averageDistance(model, solution!.pose, pose), `trial ${trial}`).toBeLessThan(1);
      maps.fill(0.1);
      expect(readHeatmaps(maps, landmarks, toCrop, 0.5).objectPoints).toHaveLength(0);
    }
  });

  it('comes nearer by the nonlinear refinement where landmarks are noisy', async () => {
    const solver = await loadPnpSolver();
    const landmarks = farthestLandmarks(cube, 8);
    const noisy = { ...ransac, inlierThreshold: 4 };
    const { iterations, confidence, inlierThreshold: reprojectionThreshold } = noisy;
    let [refined, plain] = [0, 0];
    for (let trial = 0; trial < 30; trial++) {
      const pose = drawPose(trial);
      const toCrop = cropAffine(silhouetteBox(cube, pose, camera), 1.5, 64);
      const maps = new Float32Array(16 * 16 * 8);
      drawHeatmaps(landmarks, pose, camera, toCrop, maps);
      const { objectPoints, imagePoints } = readHeatmaps(maps, landmarks, toCrop, 0.5);
      const random = Random.derive(5, 'noise', trial);
      const seen = {
        objectPoints,
        imagePoints: imagePoints.map((value) => value + random.normal(0, 0.4)),
        camera,
      };
      const unrefined = { ...seen, iterations, confidence, reprojectionThreshold, refine: false };
      refined += averageDistance(model, ransacPose(seen, solver, noisy)!.pose, pose);
      plain += averageDistance(model, solver.solve(unrefined)!.pose, pose);
    }
    expect(refined).toBeLessThan(0.95 * plain);
  });

  it('learns', async () => {
    const network = keep(createDlr(tinyDlr, 1));
    const losses = await learn(dlrTask(network, [cube]));
    expect(losses[19]).toBeLessThan(0.7 * losses[0]);
  });

  it('refuses a crop that its branches do not divide', () => {
    expect(() => createDlr({ ...tinyDlr, cropSize: 36 }, 1)).toThrow(/cropSize.*multiple of 8/);
  });
});
