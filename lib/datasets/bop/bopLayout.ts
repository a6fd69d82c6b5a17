import type { Split } from '../poseDataset';

/** Folder of each split in a BOP set. */
export const splitFolders: Readonly<Record<Split, string>> = {
  train: 'train',
  validation: 'val',
  test: 'test',
};

/** @returns an id as BOP's file names have it: six digits */
export function paddedId(id: number): string {
  return String(id).padStart(6, '0');
}

/** @returns name of a mask: image and place of the instance in `scene_gt.json` */
export function maskName(imageId: number, instance: number): string {
  return `${paddedId(imageId)}_${paddedId(instance)}.png`;
}

/** @returns name of an object's mesh */
export function meshName(objectId: number): string {
  return `obj_${paddedId(objectId)}.ply`;
}

/** File in a set's folder that lists what the BOP challenge asks for. */
export const bopTargets = 'test_targets_bop19.json';
