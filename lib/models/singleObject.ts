import { ConfigurationError } from '../common/errors';
import type { ObjectModel } from '../datasets/poseDataset';

/**
 * @returns the one object that a network of one object is for
 * @throws ConfigurationError when there are several or none
 */
export function checkSingleObject(architecture: string, objects: readonly ObjectModel[]): ObjectModel {
  if (objects.length === 1) return objects[0];
  throw new ConfigurationError({
    file: `${architecture} configuration`,
    field: 'objects',
    found: objects.map(({ name }) => name).join(', ') || 'none',
    expected: 'one object: a network of this kind is trained for each object',
    remedy: 'Choose the object when the data set is read.',
  });
}
