import { ConfigurationError, DatasetError } from '../common/errors';
import type { ObjectModel } from '../datasets/poseDataset';
import type { Camera } from '../geometry/camera';
import type { WdrConfiguration } from './wdr';

/** @throws ConfigurationError where a network does not have one class an object */
export function checkClasses({ head }: WdrConfiguration, objects: readonly ObjectModel[]): void {
  checkClassCount('wdr configuration', 'head.classes', head.classes, objects);
}

/**
 * @param source - whose configuration it is, and the field, for the message
 * @throws ConfigurationError where there is not one class an object
 */
export function checkClassCount(
  source: string,
  field: string,
  classes: number,
  objects: readonly ObjectModel[],
): void {
  if (classes === objects.length) return;
  const names = objects.map(({ name }) => name).join(', ');
  throw new ConfigurationError({
    file: source,
    field,
    found: String(classes),
    expected: `${objects.length}, one for each of ${names || 'no objects'}`,
    remedy: 'Correct the network configuration, or choose the objects.',
  });
}

/** The size of a network's images, px. */
export type InputSize = Pick<WdrConfiguration, 'inputWidth' | 'inputHeight'>;

/** @throws DatasetError where an image is not of the size that a network takes */
export function checkImageSize(
  { inputWidth, inputHeight }: InputSize,
  image: Uint8Array,
  { width, height }: Camera,
): void {
  const fits = width === inputWidth && height === inputHeight && image.length === 3 * width * height;
  if (fits) return;
  throw new DatasetError({
    field: 'image size',
    found: `${width} x ${height} px in ${image.length} bytes`,
    expected: `${inputWidth} x ${inputHeight} px RGB, the network's input`,
    remedy: "Use a data set of this size, or set the network's input size to it.",
  });
}
