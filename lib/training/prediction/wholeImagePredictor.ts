import type { Camera } from '../../geometry/camera';
import { normalizeImage } from '../../models/imageNormalization';
import { checkImageSize, type InputSize } from '../../models/wdrInputs';
import { outputsOfImage } from './forwardRunner';
import type { PosePrediction, PosePredictor, PreparedImages } from './posePredictor';

/**
 * Makes a predictor that looks at whole images of the network's size.
 * @param run - passes normalized images through the network: the numbers of each output, all images in a row
 * @param decode - turns what the network says of one image into one prediction an object
 */
export function wholeImagePredictor<Name extends string>(
  size: InputSize,
  run: (images: Float32Array) => Readonly<Record<Name, Float32Array>>,
  decode: (outputs: Readonly<Record<Name, Float32Array>>, camera: Camera) => PosePrediction[],
): PosePredictor {
  const imageLength = 3 * size.inputWidth * size.inputHeight;
  const prepare = (images: readonly Uint8Array[], cameras: readonly Camera[]): PreparedImages => {
    const normalized = new Float32Array(images.length * imageLength);
    images.forEach((image, index) => {
      checkImageSize(size, image, cameras[index]);
      normalizeImage(image, normalized, index * imageLength);
    });
    return {
      images: normalized,
      decode: (outputs) =>
        images.map((_, index) =>
          decode(
            outputsOfImage(outputs, index, images.length) as Readonly<Record<Name, Float32Array>>,
            cameras[index],
          ),
        ),
    };
  };
  return {
    needsDetections: false,
    prepare,
    predict(images, cameras) {
      const prepared = prepare(images, cameras);
      return prepared.decode(run(prepared.images));
    },
  };
}
