import { composeAffine, type Affine } from '../geometry/affine';
import type { ImageBox } from '../datasets/imageBox';
import { cropAffine } from '../datasets/imageBox';
import { warp, type CameraImage } from '../datasets/imageWarp';
import type { ObjectModel, PoseInstance } from '../datasets/poseDataset';
import { transposeMatrix, rotateVector } from '../geometry/rotations';
import { prepareMesh } from '../meshes/renderer/renderMesh';
import { Renderer } from '../meshes/renderer/renderer';
import { meshOf, type SurfaceCode } from './surfaceCode';

/** Side of the crop over the larger side of the detected box, as in the public settings. */
export const cropPadding = 1.5;

/** What the losses want of one crop; every array is a row of the batch. */
export interface ZebraTargets {
  /** [S/2, S/2] 1 where the object is visible */
  readonly mask: Float32Array;
  /** [S/2, S/2, bits] the code's digits where the object is, seen or hidden, else 0 */
  readonly code: Float32Array;
}

/** From the pixels of a crop to those of the network's maps, half as many a side. */
export const cropToMap: Affine = [0.5, 0, -0.25, 0, 0.5, -0.25];

/** Labels crops of one object by rendering its surface. */
export interface ZebraLabeler {
  /**
   * @param image - whole, with the camera that sees it
   * @param box - around the object
   * @param label - of the instance in the instance map
   * @param targets - overwritten
   * @returns [S, S, 3] RGB bytes of the crop
   */
  label(
    image: CameraImage,
    box: ImageBox,
    instance: PoseInstance,
    label: number,
    targets: ZebraTargets,
  ): Uint8Array;
}

/**
 * @param size - S, side of the crop, px
 * @throws DatasetError when the object has no triangles
 */
export function zebraLabeler(object: ObjectModel, code: SurfaceCode, size: number): ZebraLabeler {
  const side = size / 2;
  const renderer = new Renderer(side, side, 1);
  const mesh = prepareMesh(meshOf(object));
  return {
    label(image, box, { pose }, label, targets) {
      const toCrop = cropAffine(box, cropPadding, size);
      const crop = warp(image, toCrop, size, size); // [H, W] -> [S, S]
      const map = warp(image, composeAffine(cropToMap, toCrop), side, side); // [H, W] -> [S/2, S/2]
      const { depth } = renderer.renderGeometry(map.camera.matrix, [{ mesh, pose, instance: 1 }]);
      const inverse = transposeMatrix(pose.rotation);
      const [fx, skew, cx, , fy, cy] = map.camera.matrix;
      targets.code.fill(0);
      for (let pixel = 0; pixel < side * side; pixel++) {
        targets.mask[pixel] = Number(map.instanceMap[pixel] === label);
        const z = depth[pixel];
        if (z === 0) continue;
        const y = ((Math.floor(pixel / side) - cy) / fy) * z;
        const x = (((pixel % side) - cx) * z - skew * y) / fx;
        const [tx, ty, tz] = pose.translation;
        const patch = code.patchAt(...rotateVector(inverse, [x - tx, y - ty, z - tz]));
        for (let bit = 0; bit < code.bits; bit++)
          targets.code[pixel * code.bits + bit] = (patch >> (code.bits - 1 - bit)) & 1;
      }
      return crop.image;
    },
  };
}
