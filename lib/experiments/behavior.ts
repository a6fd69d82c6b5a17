import { sha256 } from '../common/canonicalJson';
import { noAugmentation } from '../datasets/augmentation';
import type { ObjectModel, PoseDataset } from '../datasets/poseDataset';
import {
  defaultSwissCubeMini,
  type SwissCubeMiniConfiguration,
} from '../datasets/swissCubeMini/configuration';
import { CUBESAT_ID, SwissCubeMiniRenderer } from '../datasets/swissCubeMini/imageRenderer';
import { loadPnpSolver } from '../geometry/pnp';
import { boxCorners } from '../geometry/boxCorners';
import { identityRotation, transformPoint } from '../geometry/rotations';
import { buildCubesat } from '../meshes/cubesat/cubesatMesh';
import { measureExtent } from '../meshes/meshExtent';
import { evaluatePoses } from '../metrics/poseEvaluation';
import { createWdr, miniWdr, wdrLevels, type WdrConfiguration } from '../models/wdr';
import { wdrCells } from '../models/wdrCells';
import { projectPoint } from '../geometry/projection';
import { quantize, type QuantizationMethod } from '../quantizers/quantization';
import { trainingBatches } from '../training/batches';
import { createTrainer } from '../training/trainer';
import { wdrTask } from '../training/wdrTask';
import { poseDecoder } from '../training/posePredictor';

const side = 32;
const imageCount = 12;
const steps = 20;

const images: SwissCubeMiniConfiguration = {
  ...defaultSwissCubeMini,
  seed: 20,
  width: side,
  height: side,
  focalLength: 1.2 * side,
};

const network: WdrConfiguration = {
  inputWidth: side,
  inputHeight: side,
  backbone: { initialChannels: 4, stageChannels: [8, 8, 16], stageUnits: [1, 2, 2] },
  pyramid: { channels: 8, stages: [2, 3], extraLevels: 1 },
  head: { towerConvolutions: 1, groups: 2, classes: 1 },
  anchorSizes: miniWdr.anchorSizes,
};

/**
 * What the code does, in 64 hexadecimal digits: losses and weights after 20 fixed steps without quantization, by LSQ and by
 * INQ, and what the evaluator makes of fixed images. The numbers are rounded to three digits, so that another processor's
 * last bits do not void results; a refactoring that changes no number keeps the fingerprint.
 */
export async function behavioralFingerprint(): Promise<string> {
  const dataset = renderDataset();
  const figures: number[] = [];
  for (const method of ['none', 'lsq', 'inq'] as const)
    figures.push(...(await trainFixedSteps(dataset, method)));
  figures.push(...(await evaluateFixedVotes(dataset)));
  return sha256(figures.map((value) => value.toPrecision(3)).join(' '));
}

async function trainFixedSteps(dataset: PoseDataset, method: QuantizationMethod | 'none'): Promise<number[]> {
  const model = createWdr(network, 7);
  const task = wdrTask(model, dataset.objects);
  const augmentation = { ...noAugmentation, shift: 0.05, rotation: 5 };
  const batches = trainingBatches({ dataset, task, size: 4, augmentation, seed: 9 });
  const quantization =
    method === 'none' ? undefined : quantize(model, { backbone: 8, fpn: 2, head: 4 }, method);
  const plan = {
    steps,
    learningRate: { base: 1e-3, schedule: { kind: 'cosine' as const }, warmupSteps: 4, restarts: [0.5] },
    optimizer: { kind: 'adamW' as const, weightDecay: 1e-3, clipNorm: 5 },
    freezing: [
      { at: 0.25, fraction: 0.5 },
      { at: 0.75, fraction: 1 },
    ],
  };
  const trainer = createTrainer(task, batches, plan, { quantization, compiled: true });
  const losses: number[] = [];
  await trainer.run(steps, ({ figures }) => void losses.push(figures['loss']));
  const weightNorms = model.parameters.map(({ variable }) => norm(variable.dataSync() as Float32Array));
  for (const part of [trainer, quantization, model]) part?.dispose();
  return [losses[0], losses[steps - 1], norm(weightNorms)];
}

/** Scores cells that say nearly the truth: mean errors, so that votes, PnP and metrics all show. */
async function evaluateFixedVotes({ objects, samples }: PoseDataset): Promise<number[]> {
  const levels = wdrLevels(network);
  const cells = wdrCells(levels);
  const decode = poseDecoder(levels, objects, await loadPnpSolver(), {
    confidenceThreshold: 0.3,
    ransac: { iterations: 50, inlierThreshold: 2, confidence: 0.99 },
  });
  const estimates = samples.map(({ camera, instances }) => {
    const corners = objects[0].corners.map((corner) =>
      projectPoint(camera, transformPoint(instances[0].pose, corner)),
    );
    const [cx, cy] = projectPoint(camera, instances[0].pose.translation);
    const logits = Float32Array.from({ length: cells.count }, (_, cell) => {
      const distance = Math.hypot(cells.centers[2 * cell] - cx, cells.centers[2 * cell + 1] - cy);
      return 3 - distance / 4;
    });
    const offsets = Float32Array.from({ length: 16 * cells.count }, (_, index) => {
      const [cell, axis, corner] = [Math.floor(index / 16), Math.floor((index % 16) / 8), index % 8];
      const noise = 0.4 * Math.sin(12.9898 * index);
      return (corners[corner][axis] + noise - cells.centers[2 * cell + axis]) / cells.anchorSizes[cell];
    });
    return decode({ logits, corners: offsets }, camera)[0].pose;
  });
  const { perImage, missing } = evaluatePoses({
    estimates,
    truths: samples.map(({ instances }) => instances[0].pose),
    objects: samples.map(() => objects[0]),
    depths: samples.map(({ instances }) => instances[0].pose.translation[2]),
  });
  return [
    missing,
    ...[perImage.errors.ADD, perImage.errors.ADI].map((errors) => norm(errors.map((error) => error ?? 1))),
  ];
}

/** A few images in memory, rendered as the mini set's are. */
function renderDataset(): PoseDataset {
  const renderer = new SwissCubeMiniRenderer(images);
  const rendered = Array.from({ length: imageCount }, (_, index) => {
    const { image, instances } = renderer.render('train', index);
    const [{ groundTruth, visibleMask }] = instances;
    const [x, y, z] = groundTruth.cam_t_m2c;
    return {
      pixels: { image: image.slice(), instanceMap: visibleMask.slice() },
      sample: {
        sceneId: 0,
        imageId: index,
        camera: renderer.camera,
        instances: [
          {
            objectId: CUBESAT_ID,
            pose: { rotation: groundTruth.cam_R_m2c, translation: [x, y, z] as const },
          },
        ],
      },
    };
  });
  return {
    name: 'behavior',
    split: 'train',
    width: side,
    height: side,
    objects: [cubesatModel()],
    samples: rendered.map(({ sample }) => sample),
    hash: 'fixed',
    pixels: (index) => Promise.resolve(rendered[index].pixels),
  };
}

function cubesatModel(): ObjectModel {
  const { positions } = buildCubesat();
  const { low, high, diameter } = measureExtent(positions);
  return {
    id: CUBESAT_ID,
    name: 'cubesat',
    diameter,
    corners: boxCorners(low, high),
    points: positions,
    symmetries: [{ rotation: identityRotation, translation: [0, 0, 0] }],
  };
}

function norm(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));
}
