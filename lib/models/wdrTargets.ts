import type { Random } from '../common/random';
import type { Camera } from '../geometry/camera';
import { transformPoint } from '../geometry/rotations';
import { projectPoint } from '../geometry/projection';
import type { ObjectModel, PoseInstance } from '../datasets/poseDataset';
import type { PyramidLevel } from './wdr';
import { cellOwners } from './cellOwners';
import { positiveCounts, type WdrCells } from './wdrCells';

/** What the losses want of one image; every array is a row of the batch. */
export interface WdrTargets {
  /** [N, C] 1 where a cell must say the class */
  readonly positive: Float32Array;
  /** [N, C] 1 where a cell must not; cells of the mask that were not drawn are neither */
  readonly negative: Float32Array;
  /** [N, 24] true corners in the camera's frame, mm, for positive cells */
  readonly corners: Float32Array;
  /** [N] 1 / diameter in 1/mm for positive cells, 0 else */
  readonly inverseDiameter: Float32Array;
}

/** An image as it is shown to the network. */
export interface LabeledImage {
  readonly camera: Camera;
  readonly instances: readonly PoseInstance[];
  /** [H, W] 0 or instance number + 1 */
  readonly instanceMap: Uint8Array;
}

/**
 * Labels the cells of an image (WDR, section 3.2): inside the visible mask a level draws n_k cells without replacement,
 * its other mask cells are ignored, the rest is background, objects that are none of the classes included.
 * @param objects - the classes in order
 * @param targets - overwritten
 */
export function assignWdrTargets(
  image: LabeledImage,
  objects: readonly ObjectModel[],
  levels: readonly PyramidLevel[],
  cells: WdrCells,
  random: Random,
  targets: WdrTargets,
): void {
  targets.positive.fill(0);
  targets.negative.fill(1);
  targets.corners.fill(0);
  targets.inverseDiameter.fill(0);
  const owners = cellOwners(image.instanceMap, image.camera.width, levels);
  for (const [instanceIndex, instance] of image.instances.entries()) {
    const object = objects.findIndex(({ id }) => id === instance.objectId);
    if (object < 0) continue;
    const corners = objects[object].corners.map((corner) => transformPoint(instance.pose, corner));
    const coordinates = corners.flat();
    const counts = positiveCounts(
      projectedSpan(corners, image.camera),
      levels.map(({ anchorSize }) => anchorSize),
    );
    for (const [levelIndex, owner] of owners.entries()) {
      const members = indicesOf(owner, instanceIndex + 1);
      const drawn = random.permutation(members.length).subarray(0, counts[levelIndex]);
      const first = cells.offsets[levelIndex];
      for (const member of members) {
        const row = (first + member) * objects.length;
        for (let other = 0; other < objects.length; other++) targets.negative[row + other] = 0;
      }
      for (const choice of drawn) {
        const cell = first + members[choice];
        targets.positive[cell * objects.length + object] = 1;
        targets.corners.set(coordinates, 24 * cell);
        targets.inverseDiameter[cell] = 1 / objects[object].diameter;
        for (let other = 0; other < objects.length; other++) {
          if (other !== object) targets.negative[cell * objects.length + other] = 1;
        }
      }
    }
  }
}

/** The larger side of the box around the projected corners, px. */
export function projectedSpan(
  corners: readonly (readonly [number, number, number])[],
  camera: Camera,
): number {
  const points = corners.map((corner) => projectPoint(camera, corner));
  const span = (axis: 0 | 1) => {
    const values = points.map((point) => point[axis]);
    return Math.max(...values) - Math.min(...values);
  };
  return Math.max(span(0), span(1));
}

function indicesOf(values: Uint8Array, wanted: number): number[] {
  const indices: number[] = [];
  values.forEach((value, index) => {
    if (value === wanted) indices.push(index);
  });
  return indices;
}
