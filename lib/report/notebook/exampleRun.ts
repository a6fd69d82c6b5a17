import { experimentScope, wdrOnSwissCube } from '../../experiments/configuration/experimentScope';
import { firstQuantizedModuleRuns } from '../../experiments/studies/firstQuantizedModule';
import { recallName } from '../../experiments/configuration/metricNames';
import type { ProfileName } from '../../experiments/configuration/runConfiguration';
import type { StoredRun } from '../../experiments/store/storedRun';
import { depthBinNames, depthBins, type DepthBinName } from '../../metrics/depthBins';
import { firstModuleRows } from './studies/firstModuleRows';
import type { SeedResults } from './studies/seedResults';

const contents = { images: { train: 4, validation: 2, test: 4 }, objectCount: 1 };

/**
 * A made-up finished run, for tests.
 * @param errors - ADD of each image of the test set, shares of the diameter; ADI is half of it
 */
export function exampleRun(
  errors: readonly (number | null)[],
  { key = 'full-precision', profile = 'mini' as ProfileName, seed = 0 } = {},
): StoredRun {
  const scope = experimentScope(profile, wdrOnSwissCube, contents);
  const { configuration } = firstQuantizedModuleRuns(scope, seed).find((run) => run.key === key)!;
  const depths = errors.map((_, image) => 200 + 100 * image);
  const { bins } = depthBins(depths);
  const share = (metric: 'ADD' | 'ADI', threshold: number, range: DepthBinName | 'all') => {
    const counted = errors.filter((_, image) => range === 'all' || bins[image] === range);
    const hits = counted.filter(
      (error) => error !== null && (metric === 'ADD' ? error : error / 2) < threshold,
    );
    return hits.length / counted.length;
  };
  const recalls = (['ADD', 'ADI'] as const).flatMap((metric) =>
    configuration.evaluation.diameterShares.flatMap((threshold) =>
      (['all', ...depthBinNames] as const).map((range) => [
        recallName('test', metric, threshold, range),
        { value: share(metric, threshold, range), interval: { low: 0, high: 1 } },
      ]),
    ),
  );
  return {
    id: '0123456789abcdef',
    folder: 'example',
    ingredients: {
      configuration,
      dataHash: 'd'.repeat(64),
      behavioralFingerprint: 'f',
      engine: { mode: 'graph', device: 'cpu', threads: 1, tensorflow: '2' },
    },
    metrics: { ...Object.fromEntries(recalls), ...distinctValues(key) },
    curve: {
      columns: ['step', 'learningRate', 'loss', 'focal', 'objectSpace'],
      rows: [
        [0, 1e-3, 3, 1, 2],
        [1, 1e-3, 2, 0.5, 1.5],
      ],
    },
    images: {
      columns: ['depth', 'ADD', 'ADI'],
      rows: errors.map((error, image) => [depths[image], error, error === null ? null : error / 2]),
    },
    environment: {
      node: 'v20',
      system: 'Linux',
      host: 'example',
      processor: 'example',
      cores: 1,
      memory: 1,
      engine: { mode: 'graph', device: 'cpu', threads: 1, tensorflow: '2' },
      codeVersion: 'a',
      startedAt: '2020-01-01T00:00:00.000Z',
      finishedAt: '2020-01-01T00:00:10.000Z',
      wallSeconds: 10,
    },
  };
}

/**
 * Made-up results of one seed of table 1, for tests.
 * @param errorsOf - errors of each run's images
 */
export function exampleSeed(
  errorsOf: (key: string) => readonly (number | null)[],
  { profile = 'mini' as ProfileName, seed = 0 } = {},
): SeedResults {
  const results = firstModuleRows.map(
    ({ key }) => [key, exampleRun(errorsOf(key), { key, profile, seed })] as const,
  );
  return { seed, results: new Map(results) };
}

function distinctValues(key: string) {
  const [module] = key.split('-');
  return ['backbone', 'fpn', 'head'].includes(module)
    ? { [`distinctValues/${module}.first`]: { value: 3 } }
    : {};
}
