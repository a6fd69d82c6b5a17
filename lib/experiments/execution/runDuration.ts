import { median } from '../../metrics/statistics';
import type { RunConfiguration } from '../configuration/runConfiguration';
import type { StoredRun } from '../store/storedRun';

/** How long a step of a network takes by each method, s; of what has no steps, the whole of it. */
interface Paces {
  /** Network, scale and batch size: splits into more modules take as long */
  readonly network: string;
  readonly byMethod: ReadonlyMap<string, number>;
}

/**
 * Says how long a run will take, seconds: its steps times what one took in runs of the same network, batch size and method,
 * the median of those that were measured. Where the network was trained by other methods only, their step is scaled by what
 * the methods differ on other networks.
 * @returns undefined where nothing says it
 */
export function expectedSeconds(
  configuration: RunConfiguration,
  measured: readonly StoredRun[],
): number | undefined {
  const paces = pacesOf(
    measured.filter(({ ingredients }) => hasSteps(ingredients.configuration) === hasSteps(configuration)),
  );
  const { method } = configuration;
  const own = paces.find(({ network }) => network === networkOf(configuration));
  const pace = own && (own.byMethod.get(method) ?? scaledPace(own, method, paces));
  return pace === undefined ? undefined : pace * unitsOf(configuration);
}

function pacesOf(measured: readonly StoredRun[]): Paces[] {
  const seconds = new Map<string, Map<string, number[]>>();
  for (const { ingredients, environment } of measured) {
    const { configuration } = ingredients;
    const byMethod = seconds.get(networkOf(configuration)) ?? new Map<string, number[]>();
    const known = byMethod.get(configuration.method) ?? [];
    byMethod.set(configuration.method, [...known, environment.wallSeconds / unitsOf(configuration)]);
    seconds.set(networkOf(configuration), byMethod);
  }
  return [...seconds].map(([network, byMethod]) => ({
    network,
    byMethod: new Map([...byMethod].map(([method, values]) => [method, median(values)])),
  }));
}

function scaledPace(own: Paces, method: string, paces: readonly Paces[]): number | undefined {
  const scaled = [...own.byMethod].flatMap(([known, pace]) =>
    paces.flatMap(({ byMethod }) => {
      const [wanted, reference] = [byMethod.get(method), byMethod.get(known)];
      return wanted === undefined || reference === undefined ? [] : [(pace * wanted) / reference];
    }),
  );
  return scaled.length === 0 ? undefined : median(scaled);
}

function networkOf({ model, training }: RunConfiguration): string {
  return [model.network, model.scale, training.batchSize].join(' ');
}

function hasSteps({ training }: RunConfiguration): boolean {
  return training.plan.steps > 0;
}

/** Steps; 1 of a run that has none. */
function unitsOf({ training }: RunConfiguration): number {
  return Math.max(1, training.plan.steps);
}
