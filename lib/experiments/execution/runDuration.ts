import { median } from '../../metrics/statistics';
import type { RunConfiguration } from '../configuration/runConfiguration';
import type { StoredRun } from '../store/storedRun';

/**
 * Says how long a run will take, seconds, from what runs of the same network, batch size and role took a step: the median of
 * those that were measured.
 * @returns undefined where none like it was measured
 */
export function expectedSeconds(
  configuration: RunConfiguration,
  measured: readonly StoredRun[],
): number | undefined {
  const { steps } = configuration.training.plan;
  const seconds = measured
    .filter(({ ingredients }) => isLike(ingredients.configuration, configuration))
    .map(({ ingredients, environment }) => {
      const own = ingredients.configuration.training.plan.steps;
      return steps === 0 ? environment.wallSeconds : (environment.wallSeconds / own) * steps;
    });
  return seconds.length === 0 ? undefined : median(seconds);
}

function isLike(a: RunConfiguration, b: RunConfiguration): boolean {
  return (
    a.model.network === b.model.network &&
    a.model.scale === b.model.scale &&
    a.training.batchSize === b.training.batchSize &&
    a.method === b.method
  );
}
