import type { Affine } from '../../geometry/affine';
import { ConfigurationError } from '../../common/errors';
import type { Detection } from '../../datasets/detections';
import { cropAffine } from '../../datasets/imageBox';
import { warp } from '../../datasets/imageWarp';
import type { ObjectModel } from '../../datasets/poseDataset';
import type { Camera } from '../../geometry/camera';
import type { PnpSolution } from '../../geometry/pnp';
import { normalizeImage } from '../../models/imageNormalization';
import { cropPadding } from '../../models/zebraTargets';
import { outputsOfImage, type ForwardRunner } from './forwardRunner';
import { predictionOf, type PosePredictor, type PreparedImages } from './posePredictor';

/** Turns what a network says of one crop into a pose with the points that agree with it. */
export type CropDecoder = (
  outputs: Readonly<Record<string, Float32Array>>,
  toCrop: Affine,
  camera: Camera,
) => PnpSolution | undefined;

/**
 * Makes a predictor that looks at the surest detection of one object in each image.
 * @param size - side of the network's crop, px
 */
export function cropPredictor(
  object: ObjectModel,
  size: number,
  run: ForwardRunner,
  decode: CropDecoder,
): PosePredictor {
  const prepare = (
    images: readonly Uint8Array[],
    cameras: readonly Camera[],
    detections?: readonly (readonly Detection[])[],
  ): PreparedImages => {
    const boxes = checkDetections(detections).map((found) => surest(found, object.id)?.box);
    const seen = Array.from(boxes.keys()).filter((index) => boxes[index] !== undefined);
    const crops = seen.map((index) => cropAffine(boxes[index]!, cropPadding, size));
    const normalized = new Float32Array(seen.length * 3 * size ** 2);
    seen.forEach((index, place) => {
      const { width, height } = cameras[index];
      const source = { image: images[index], instanceMap: new Uint8Array(width * height) };
      const { image } = warp({ ...source, camera: cameras[index] }, crops[place], size, size); // [H, W] -> [S, S]
      normalizeImage(image, normalized, place * image.length);
    });
    return {
      images: normalized,
      decode(outputs) {
        const solutions = images.map((): PnpSolution | undefined => undefined);
        seen.forEach((index, place) => {
          const own = outputsOfImage(outputs, place, seen.length);
          solutions[index] = decode(own, crops[place], cameras[index]);
        });
        return solutions.map((solution) => [predictionOf(object, solution)]);
      },
    };
  };
  return {
    needsDetections: true,
    prepare,
    predict(images, cameras, detections) {
      const prepared = prepare(images, cameras, detections);
      return prepared.decode(prepared.images.length === 0 ? {} : run(prepared.images));
    },
  };
}

/** The detection with the highest score; the first of equals. */
function surest(detections: readonly Detection[], objectId: number): Detection | undefined {
  const own = detections.filter((detection) => detection.objectId === objectId);
  return own.reduce<Detection | undefined>(
    (best, detection) => (best === undefined || detection.score > best.score ? detection : best),
    undefined,
  );
}

function checkDetections<T>(detections: readonly T[] | undefined): readonly T[] {
  if (detections !== undefined) return detections;
  throw new ConfigurationError({
    field: 'detections',
    found: 'none',
    expected: 'the detections in each image: this network looks at crops',
    remedy: 'Read them from a file (readDetections), or take them from the truth (groundTruthDetections).',
  });
}
