import { sha256 } from '../../common/canonicalJson';
import { noAugmentation } from '../../datasets/augmentation';
import type { PoseDataset } from '../../datasets/poseDataset';
import { loadPnpSolver } from '../../geometry/pnp';
import { transformPoint } from '../../geometry/rotations';
import { evaluatePoses } from '../../metrics/poseEvaluation';
import { createWdr, wdrLevels } from '../../models/wdr';
import { wdrCells } from '../../models/wdrCells';
import { projectPoint } from '../../geometry/projection';
import type { QuantizationMethod } from '../../quantizers/methods/quantizationMethods';
import { quantize } from '../../quantizers/quantization';
import { trainingBatches } from '../../training/batches';
import { createTrainer } from '../../training/trainer';
import { wdrTask } from '../../training/tasks/wdrTask';
import { poseDecoder } from '../../training/prediction/posePredictor';
import { renderFixedImages } from './fixedImages';
import { wdrScales } from '../networks/networks';

const network = wdrScales.tiny;
const steps = 20;

/** What the code does on this machine, as two digests of the same numbers. */
export interface CodeBehavior {
  /**
   * Of the numbers rounded to three digits: another processor's last bits do not void results, and a refactoring that
   * changes no number keeps it
   */
  readonly fingerprint: string;
  /** Of all their bits: where two machines differ here, a training ends in other weights on each */
  readonly numerics: string;
}

/**
 * Finds out what the code does: losses and weights after 20 fixed steps without quantization, by LSQ and by INQ, and what
 * the evaluator makes of fixed images.
 */
export async function codeBehavior(): Promise<CodeBehavior> {
  const dataset = renderFixedImages(network.inputWidth);
  const figures: number[] = [];
  for (const method of ['none', 'lsq', 'inq'] as const)
    figures.push(...(await trainFixedSteps(dataset, method)));
  figures.push(...(await evaluateFixedVotes(dataset)));
  return {
    fingerprint: sha256(figures.map((value) => value.toPrecision(3)).join(' ')),
    numerics: sha256(figures.join(' ')),
  };
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

function norm(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));
}
