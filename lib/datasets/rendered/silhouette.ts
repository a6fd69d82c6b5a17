import type { Camera } from '../../geometry/camera';
import type { Pose } from '../../geometry/pose';
import { projectPoint } from '../../geometry/projection';
import { transformPoint } from '../../geometry/rotations';
import type { Vector3 } from '../../geometry/pose';
import { Renderer } from '../../meshes/renderer/renderer';
import type { RenderMesh } from '../../meshes/renderer/renderMesh';

/** The whole outline of an object, also beyond the image's edges, as BOP's annotations count it. */
export interface Silhouette {
  readonly pixelCount: number;
  /** Left, top, last column - left, last row - top, px */
  readonly box: readonly [number, number, number, number];
}

/** Measures outlines on a canvas three times the image's size. Keeps its memory between images. */
export class SilhouetteMeter {
  private readonly renderer: Renderer;

  constructor(private readonly camera: Camera) {
    this.renderer = new Renderer(3 * camera.width, 3 * camera.height, 1);
  }

  measure(mesh: RenderMesh, pose: Pose): Silhouette {
    const { width, height, matrix } = this.camera;
    const [a, b, c, d, e, f, ...lastRow] = matrix;
    const shifted = [a, b, c + width, d, e, f + height, ...lastRow];
    const { instanceMap } = this.renderer.renderGeometry(shifted, [{ mesh, pose, instance: 1 }]);
    const { pixelCount, box } = measureMask(instanceMap, 3 * width);
    return { pixelCount, box: [box[0] - width, box[1] - height, box[2], box[3]] };
  }
}

/** @returns whether a box around the object lies in front of the camera and projects into the image */
export function liesInImage(corners: readonly Vector3[], pose: Pose, camera: Camera): boolean {
  return corners.every((corner) => {
    const point = transformPoint(pose, corner);
    if (point[2] <= 0) return false;
    const [x, y] = projectPoint(camera, point);
    return x >= 0 && y >= 0 && x <= camera.width - 1 && y <= camera.height - 1;
  });
}

/** @returns count and box of the pixels that are not 0; the box is -1 -1 -1 -1 where there is none */
export function measureMask(mask: Uint8Array, width: number): Silhouette {
  let pixelCount = 0;
  let left = Infinity;
  let top = Infinity;
  let right = -1;
  let bottom = -1;
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] === 0) continue;
    const x = pixel % width;
    const y = (pixel - x) / width;
    pixelCount++;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { pixelCount, box: pixelCount === 0 ? [-1, -1, -1, -1] : [left, top, right - left, bottom - top] };
}
