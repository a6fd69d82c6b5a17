import { expect, it } from 'vitest';
import { cloudStatistics, commonImages, type CloudsByKey } from './cloudStatistics';
import { cloudTable } from './cloudTable';

const cloud = (spread: number) => ({ spread, error: 2 * spread });
const rows = [
  { key: 'control', label: 'control', controlKey: null },
  { key: 'pyramid', label: 'pyramid', controlKey: 'control' },
];
/** Made up: image 1 is not voted in by one network, so that it counts for none. */
const clouds: CloudsByKey = new Map([
  ['control', [[cloud(0.02), cloud(0.9), cloud(0.04)], [cloud(0.02), cloud(0.9), cloud(0.04)]]], // prettier-ignore
  ['pyramid', [[cloud(0.01), undefined, cloud(0.03)], [cloud(0.01), cloud(0.5), cloud(0.03)]]], // prettier-ignore
]);

it('clouds are compared image by image, where all networks voted', async () => {
  expect(commonImages(clouds)).toEqual([0, 2]);
  const statistics = cloudStatistics(rows, clouds, { resamples: 200, confidence: 0.95, seed: 0 });
  expect(statistics[0].spread.value).toBeCloseTo(3, 10);
  expect(statistics[0].error.value).toBeCloseTo(6, 10);
  expect(statistics[0].spreadChange).toBeNull();
  for (const end of ['low', 'value', 'high'] as const)
    expect(statistics[1].spreadChange![end]).toBeCloseTo(-1, 10);
  const { values } = await cloudTable(statistics, 2, 'mini');
  expect((values as string[][]).map((row) => row[4])).toEqual([null, 'more concentrated']);
});
