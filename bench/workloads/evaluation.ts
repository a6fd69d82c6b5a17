import { Random } from '../../lib/common/random';
import type { PoseSample } from '../../lib/datasets/poseDataset';
import { profileNamed } from '../../lib/experiments/configuration/profiles';
import { loadPnpSolver } from '../../lib/geometry/pnp';
import { projectPoint } from '../../lib/geometry/projection';
import { transformPoint } from '../../lib/geometry/rotations';
import { evaluatePoses } from '../../lib/metrics/poseEvaluation';
import { miniWdr, wdrLevels } from '../../lib/models/wdr';
import { wdrCells, type WdrCells } from '../../lib/models/wdrCells';
import type { CellPredictions } from '../../lib/models/wdrDecoding';
import { poseDecoder } from '../../lib/training/prediction/posePredictor';
import type { PreparedWorkload } from '../workload';
import { benchmarkImages } from './images';

const imageCount = 320;
/** px, what a trained mini network's corners are off */
const cornerNoise = 0.7;

/** Prepares the scoring of images on which the cells nearly say the truth; a sample is the time of one image. */
export async function prepareEvaluation(): Promise<PreparedWorkload> {
  const { objects, samples } = await benchmarkImages(miniWdr.inputWidth, imageCount);
  const [object] = objects;
  const levels = wdrLevels(miniWdr);
  const cells = wdrCells(levels);
  const { evaluation } = profileNamed('mini', imageCount);
  const decode = poseDecoder(levels, objects, await loadPnpSolver(), evaluation);
  const predictions = samples.map((sample, index) => nearlyTrue(sample, object.corners, cells, index));
  const score = () => {
    const estimates = samples.map(({ camera }, index) => decode(predictions[index], camera)[0].pose);
    return evaluatePoses(
      {
        estimates,
        truths: samples.map(({ instances }) => instances[0].pose),
        objects: samples.map(() => object),
        depths: samples.map(({ instances }) => instances[0].pose.translation[2]),
      },
      {
        thresholds: evaluation.diameterShares,
        resamples: evaluation.bootstrap.samples,
        confidence: evaluation.bootstrap.level,
        seed: 0,
      },
    );
  };
  score();
  return {
    parameters: 0,
    figures: [],
    run(repetitions) {
      const times = Array.from({ length: repetitions }, () => {
        const start = performance.now();
        score();
        return (performance.now() - start) / imageCount;
      });
      return Promise.resolve(times);
    },
  };
}

/** Cells near the object's center are sure of it, and every cell sees the corners with noise. */
function nearlyTrue(
  { camera, instances: [{ pose }] }: PoseSample,
  corners: readonly (readonly [number, number, number])[],
  cells: WdrCells,
  index: number,
): CellPredictions {
  const random = Random.derive(1, 'cells', index);
  const pixels = corners.map((corner) => projectPoint(camera, transformPoint(pose, corner)));
  const center = projectPoint(camera, pose.translation);
  const logits = Float32Array.from({ length: cells.count }, (_, cell) => {
    const distance = Math.hypot(cells.centers[2 * cell] - center[0], cells.centers[2 * cell + 1] - center[1]);
    return 3 - distance / 4;
  });
  const offsets = Float32Array.from({ length: 16 * cells.count }, (_, position) => {
    const [cell, axis, corner] = [Math.floor(position / 16), Math.floor((position % 16) / 8), position % 8];
    const seen = pixels[corner][axis] + random.normal(0, cornerNoise);
    return (seen - cells.centers[2 * cell + axis]) / cells.anchorSizes[cell];
  });
  return { logits, corners: offsets };
}
