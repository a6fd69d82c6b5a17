import { describe, expect, it } from 'vitest';
import { cube } from '../../../test/support/syntheticTask';
import { Random } from '../../common/random';
import type { ObjectModel, PoseInstance } from '../../datasets/poseDataset';
import type { Camera } from '../../geometry/camera';
import { loadPnpSolver } from '../../geometry/pnp';
import { projectPoint } from '../../geometry/projection';
import { uniformRotation } from '../../geometry/randomRotations';
import { transformPoint } from '../../geometry/rotations';
import { rotationError } from '../../metrics/rotationError';
import { translationError } from '../../metrics/translationError';
import { miniWdr, wdrLevels } from '../../models/wdr';
import { wdrCells } from '../../models/wdrCells';
import { assignWdrTargets } from '../../models/wdrTargets';
import { poseDecoder } from './posePredictor';

const levels = wdrLevels(miniWdr);
const cells = wdrCells(levels);
const camera: Camera = { matrix: [77, 0, 31.5, 0, 77, 31.5, 0, 0, 1], width: 64, height: 64 };
const objects: ObjectModel[] = [cube, { ...cube, id: 2, name: 'second' }];
const decoding = {
  confidenceThreshold: 0.5,
  ransac: { iterations: 100, inlierThreshold: 1, confidence: 0.99 },
};

/** What a perfect network says: sure of the positive cells, and there the corners where they are. */
function perfectPredictions(instances: readonly PoseInstance[], instanceMap: Uint8Array, random: Random) {
  const size = cells.count * objects.length;
  const targets = {
    positive: new Float32Array(size),
    negative: new Float32Array(size),
    corners: new Float32Array(24 * cells.count),
    inverseDiameter: new Float32Array(cells.count),
  };
  assignWdrTargets({ camera, instances, instanceMap }, objects, levels, cells, random, targets);
  const logits = targets.positive.map((value) => (value === 1 ? 5 : -5));
  const corners = new Float32Array(16 * size);
  for (let row = 0; row < size; row++) {
    if (targets.positive[row] === 0) continue;
    const cell = Math.floor(row / objects.length);
    for (let corner = 0; corner < 8; corner++) {
      const [x, y, z] = targets.corners.subarray(24 * cell + 3 * corner, 24 * cell + 3 * corner + 3);
      for (const [axis, pixel] of projectPoint(camera, [x, y, z]).entries())
        corners[16 * row + 8 * axis + corner] =
          (pixel - cells.centers[2 * cell + axis]) / cells.anchorSizes[cell];
    }
  }
  return { logits, corners };
}

describe('labels and decoding', () => {
  it('are inverse to each other: what is labeled comes back as the pose', async () => {
    const decode = poseDecoder(levels, objects, await loadPnpSolver(), decoding);
    for (let trial = 0; trial < 40; trial++) {
      const random = Random.derive(2, 'pose', trial);
      const depth = random.uniform(250, 600);
      const instances = objects.map(({ id }, index): PoseInstance => {
        const x = (index === 0 ? -0.2 : 0.2) * depth;
        const translation = [x, random.uniform(-0.1, 0.1) * depth, depth] as const;
        return { objectId: id, pose: { rotation: uniformRotation(random), translation } };
      });
      const instanceMap = maskOf(instances);
      const found = decode(perfectPredictions(instances, instanceMap, random), camera);
      for (const [index, { objectId, pose }] of found.entries()) {
        expect(objectId).toBe(objects[index].id);
        const truth = instances[index].pose;
        expect(rotationError(pose!.rotation, truth.rotation), `trial ${trial}`).toBeLessThan(0.01);
        expect(translationError(pose!.translation, truth.translation)).toBeLessThan(0.05);
      }
    }
  });
});

/** Each instance covers what lies near its center. */
function maskOf(instances: readonly PoseInstance[]): Uint8Array {
  const centers = instances.map(({ pose }) => projectPoint(camera, transformPoint(pose, [0, 0, 0])));
  const radius = (40 * 77) / instances[0].pose.translation[2];
  return Uint8Array.from({ length: 64 * 64 }, (_, pixel) => {
    const near = ([x, y]: readonly [number, number]) =>
      Math.hypot((pixel % 64) - x, Math.floor(pixel / 64) - y) < radius;
    return 1 + centers.findIndex(near);
  });
}
