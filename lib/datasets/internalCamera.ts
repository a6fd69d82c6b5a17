import type { Affine } from '../geometry/affine';
import { sha256 } from '../common/canonicalJson';
import type { Camera } from '../geometry/camera';
import { invertIntrinsics } from '../geometry/projection';
import { multiplyMatrices } from '../geometry/rotations';
import { warp } from './imageWarp';
import type { PoseDataset } from './poseDataset';

/**
 * Shows a data set through one camera, as WDR does (arXiv 2104.00337): every image is warped by K' K^-1, so that its size
 * and focal length are the network's. Poses stay as they are.
 * @param camera - the camera to see through; where an image is larger, it is sampled without a filter
 */
export function seenThrough(dataset: PoseDataset, camera: Camera): PoseDataset {
  const samples = dataset.samples.map((sample) => ({ ...sample, camera }));
  return {
    ...dataset,
    width: camera.width,
    height: camera.height,
    samples,
    hash: sha256(dataset.hash, JSON.stringify(camera)),
    async pixels(index) {
      const original = dataset.samples[index].camera;
      const pixels = await dataset.pixels(index);
      const affine = between(original, camera);
      const { image, instanceMap } = warp(
        { ...pixels, camera: original },
        affine,
        camera.width,
        camera.height,
      );
      return { image, instanceMap };
    },
  };
}

/** @returns the map of the image plane from one camera to another that looks the same way from the same place */
export function between(from: Camera, to: Camera): Affine {
  const [a, b, c, d, e, f] = multiplyMatrices(to.matrix, invertIntrinsics(from.matrix));
  return [a, b, c, d, e, f];
}
