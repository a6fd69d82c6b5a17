import type { Camera } from '../geometry/camera';
import { normalizeImage } from '../models/imageNormalization';
import { checkImageSize, type InputSize } from '../models/wdrInputs';
import type { PosePrediction, PosePredictor } from './posePredictor';

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
  return {
    needsDetections: false,
    predict(images, cameras) {
      const normalized = new Float32Array(images.length * imageLength);
      images.forEach((image, index) => {
        checkImageSize(size, image, cameras[index]);
        normalizeImage(image, normalized, index * imageLength);
      });
      const outputs = Object.entries<Float32Array>(run(normalized));
      return images.map((_, index) => {
        const own = outputs.map(([name, values]) => {
          const length = values.length / images.length;
          return [name, values.subarray(index * length, (index + 1) * length)];
        });
        return decode(Object.fromEntries(own) as Record<Name, Float32Array>, cameras[index]);
      });
    },
  };
}
