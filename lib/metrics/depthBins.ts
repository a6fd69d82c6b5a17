import { NumericalError } from '../common/errors';

export const depthBinNames = ['near', 'medium', 'far'] as const;

export type DepthBinName = (typeof depthBinNames)[number];

/** Three spans of depth of the same length. */
export interface DepthBins {
  /** mm, ascending: the least depth, the two borders, the greatest depth */
  readonly edges: readonly [number, number, number, number];
  /** Bin of each image; a depth on a border belongs to the farther bin */
  readonly bins: readonly DepthBinName[];
}

/**
 * Sorts images into near, medium and far: three equal bins over the depth range of the whole set.
 * @param depths - mm, of every image of the test set
 * @throws NumericalError when there is none, or one is not finite
 */
export function depthBins(depths: readonly number[]): DepthBins {
  const fault = depths.findIndex((depth) => !Number.isFinite(depth));
  if (depths.length === 0 || fault >= 0) {
    throw new NumericalError({
      field: fault >= 0 ? `depths[${fault}]` : 'depths',
      found: fault >= 0 ? String(depths[fault]) : 'no depth',
      expected: 'a finite depth of every image, and at least one image',
      remedy: "Check the set's annotations.",
    });
  }
  const least = depths.reduce((first, second) => Math.min(first, second));
  const greatest = depths.reduce((first, second) => Math.max(first, second));
  const length = (greatest - least) / 3;
  const edges = [least, least + length, least + 2 * length, greatest] as const;
  const bins = depths.map((depth) => depthBinNames[depth < edges[1] ? 0 : depth < edges[2] ? 1 : 2]);
  return { edges, bins };
}
