import { ConfigurationError } from '../../../common/errors';

/**
 * Chooses images for a picture without choosing what they show: ranks all by a number and takes even steps from the
 * least to the greatest.
 * @param values - one an image; null, such as the error of an image where nothing was found, ranks last
 * @param count - images to choose
 * @returns numbers of the images, by rank
 * @throws ConfigurationError when there are fewer images
 */
export function evenlyRanked(values: readonly (number | null)[], count: number): number[] {
  if (!Number.isInteger(count) || count < 1 || count > values.length) {
    throw new ConfigurationError({
      field: 'images to show',
      found: String(count),
      expected: `a whole number from 1 to ${values.length}`,
      remedy: 'Show fewer, or take a profile with more images.',
    });
  }
  const rank = (image: number) => values[image] ?? Infinity;
  const order = values
    .map((_, image) => image)
    .sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : a - b));
  const step = count === 1 ? 0 : (values.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, place) => order[Math.round(place * step)]);
}
