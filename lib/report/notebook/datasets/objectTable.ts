import type { DataFrame } from 'danfojs-node';
import type { ObjectModel } from '../../../datasets/poseDataset';
import type { StoredRun } from '../../../experiments/store/storedRun';
import { isSymmetric } from '../../../metrics/symmetricObject';
import { mean } from '../../../metrics/statistics';
import { dataFrame } from '../../tables/dataFrame';
import { roundToTenth } from '../../numberFormat';
import { hitRuleName, imageColumn, imageHits, type HitRule, type TestName } from '../imageErrorColumns';

/**
 * Recall object by object, %, a mean over the seeds: a row an object, the mean over the objects last, as LINEMOD's tables have
 * it.
 * @param networks - of each column the runs, one a seed
 * @param tests - which test sets; each has its columns
 */
export function objectTable(
  objects: readonly ObjectModel[],
  networks: Readonly<Record<string, readonly StoredRun[]>>,
  rule: HitRule,
  tests: readonly TestName[],
): Promise<DataFrame> {
  const columns = tests.flatMap((test) =>
    Object.entries(networks).map(([label, runs]) => ({
      heading: `${label}, ${hitRuleName({ ...rule, test })}`,
      recalls: objects.map(({ id }) => objectRecall(runs, id, { ...rule, test })),
    })),
  );
  const rows = objects.map((object, at) => [
    isSymmetric(object) ? `${object.name} (symmetric)` : object.name,
    ...columns.map(({ recalls }) => roundToTenth(recalls[at])),
  ]);
  const means = columns.map(({ recalls }) => roundToTenth(mean(recalls)));
  return dataFrame(
    ['object', ...columns.map(({ heading }) => heading)],
    [...rows, ['mean over the objects', ...means]],
  );
}

function objectRecall(runs: readonly StoredRun[], objectId: number, rule: HitRule): number {
  const recalls = runs.map((run) => {
    const objectIds = imageColumn(run, 'object', rule.test);
    return mean(imageHits(run, rule).filter((_, image) => objectIds[image] === objectId));
  });
  return 100 * mean(recalls);
}
