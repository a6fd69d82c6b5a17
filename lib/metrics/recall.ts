/** The pose error of one image, or undefined where nothing was predicted. */
export type MeasuredError = number | undefined;

/** @returns whether an error lies under a threshold; a missing prediction does not, whatever the threshold */
export function isHit(error: MeasuredError, threshold: number): boolean {
  return error !== undefined && error < threshold;
}

/**
 * Share of the images whose error lies under a threshold; a missing prediction is a miss.
 * @returns 0 to 1, or undefined where there is no image
 */
export function recall(errors: readonly MeasuredError[], threshold: number): number | undefined {
  if (errors.length === 0) return undefined;
  return errors.filter((error) => isHit(error, threshold)).length / errors.length;
}
