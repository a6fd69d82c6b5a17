import { hiddenShare, visibleFractionsOf } from './collectionTable';
import type { ShownDataset } from './datasetCollection';

/** @returns a line a set: how many objects an image of its test split has, and how much of them is hidden, as Markdown */
export function occlusionVerdict(sets: readonly ShownDataset[]): string {
  return sets
    .map(({ name, splits: { test } }) => {
      const counts = test.samples.map(({ instances }) => instances.length);
      const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
      const hidden = hiddenShare(test);
      const objects = `**${name}**: ${mean.toFixed(1)} annotated objects an image`;
      if (hidden === null) return `- ${objects}; how much of them is seen, the set does not say.`;
      const fractions = visibleFractionsOf(test).sort((a, b) => a - b);
      const median = (100 * fractions[fractions.length >> 1]).toFixed(0);
      return `- ${objects}; half of them are seen to ${median} % or more, and ${hidden.toFixed(1)} % are hidden by half or more.`;
    })
    .join('\n');
}
