import type { ObjectModel } from '../datasets/poseDataset';
import { projectPoint } from '../geometry/projection';
import { transformPoint } from '../geometry/rotations';
import { cellOwners } from './cellOwners';
import type { SegDrivenNetwork } from './segDriven';
import type { LabeledImage } from './wdrTargets';

/** What the losses want of one image; every array is a row of the batch. */
export interface SegDrivenTargets {
  /** [h, w, C + 1] 1 for what a cell lies in: background, or one of the classes */
  readonly label: Float32Array;
  /** [h, w, 16] 8 x offsets, then 8 y offsets of the corners from a cell's center, in the network's unit, for cells of objects */
  readonly offsets: Float32Array;
}

/** A network's grid of cells. */
export type CellGrid = Pick<SegDrivenNetwork, 'columns' | 'rows' | 'stride' | 'offsetUnit'>;

/** @returns x and y of a cell's center, px */
export function cellCenter({ columns, stride }: CellGrid, cell: number): readonly [number, number] {
  return [((cell % columns) + 0.5) * stride - 0.5, (Math.floor(cell / columns) + 0.5) * stride - 0.5];
}

/**
 * Labels the cells of an image (arXiv 1812.02541, section 3.3): each by the object that most of its visible pixels belong to.
 * @param objects - the classes in order; others count as background
 * @param targets - overwritten
 */
export function assignSegDrivenTargets(
  image: LabeledImage,
  objects: readonly ObjectModel[],
  grid: CellGrid,
  targets: SegDrivenTargets,
): void {
  const [owners] = cellOwners(image.instanceMap, image.camera.width, [{ ...grid, anchorSize: grid.stride }]);
  const labels = objects.length + 1;
  const corners = image.instances.map(({ objectId, pose }) => {
    const object = objects.findIndex(({ id }) => id === objectId);
    const points = object < 0 ? [] : objects[object].corners;
    return {
      object,
      pixels: points.map((corner) => projectPoint(image.camera, transformPoint(pose, corner))),
    };
  });
  targets.label.fill(0);
  targets.offsets.fill(0);
  owners.forEach((owner, cell) => {
    const { object, pixels } = owner === 0 ? { object: -1, pixels: [] } : corners[owner - 1];
    targets.label[cell * labels + object + 1] = 1;
    const center = cellCenter(grid, cell);
    for (const [corner, pixel] of pixels.entries())
      for (const axis of [0, 1])
        targets.offsets[16 * cell + 8 * axis + corner] = (pixel[axis] - center[axis]) / grid.offsetUnit;
  });
}
