import type { ObjectModel } from '../datasets/poseDataset';

/** @returns whether an object looks the same from other sides */
export function isSymmetric({ symmetries }: ObjectModel): boolean {
  return symmetries.length > 1;
}
