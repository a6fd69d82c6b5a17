import { type Affine, composeAffine, invertAffine } from '../geometry/affine';
import type { SurfaceCode } from './surfaceCode';
import { cropToMap } from './zebraTargets';

/** Which points of an object were seen where. */
export interface Correspondences {
  /** [N, 3] mm, object frame */
  readonly objectPoints: Float64Array;
  /** [N, 2] px, of the whole image */
  readonly imagePoints: Float64Array;
}

/**
 * Reads the correspondences off one crop (ZebraPose, arXiv 2203.09418, section 3.3): every pixel in which the object is seen
 * names a patch of its surface, whose center stands for it.
 * @param mask - [S/2, S/2] logits
 * @param code - [S/2, S/2, bits] logits
 * @param toCrop - from the image to the crop
 * @param threshold - probability of the mask above which a pixel counts
 */
export function readCorrespondences(
  { mask, code }: { readonly mask: Float32Array; readonly code: Float32Array },
  { bits, centers }: SurfaceCode,
  toCrop: Affine,
  threshold: number,
): Correspondences {
  const side = Math.round(Math.sqrt(mask.length));
  const limit = Math.log(threshold / (1 - threshold));
  const [a, b, c, d, e, f] = invertAffine(composeAffine(cropToMap, toCrop));
  const pixels = Array.from(mask.keys()).filter((pixel) => mask[pixel] > limit);
  const objectPoints = new Float64Array(3 * pixels.length);
  const imagePoints = new Float64Array(2 * pixels.length);
  pixels.forEach((pixel, index) => {
    let patch = 0;
    for (let bit = 0; bit < bits; bit++) patch = 2 * patch + Number(code[pixel * bits + bit] > 0);
    objectPoints.set(centers.subarray(3 * patch, 3 * patch + 3), 3 * index);
    const [x, y] = [pixel % side, Math.floor(pixel / side)];
    imagePoints[2 * index] = a * x + b * y + c;
    imagePoints[2 * index + 1] = d * x + e * y + f;
  });
  return { objectPoints, imagePoints };
}
