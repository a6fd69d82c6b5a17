import { canonicalHash, canonicalJson } from '../../common/canonicalJson';
import { isFullPrecision, quantizationWords } from './quantizationConfiguration';
import type { RunConfiguration } from './runConfiguration';
import { conditionWords } from './trainingConditions';

/** What computes: results are equal to the bit only where all of it is equal. */
export interface EngineIdentity {
  /** How steps are executed, such as `eager` or `graph` */
  readonly mode: string;
  readonly device: 'cpu' | 'gpu';
  readonly threads: number;
  /** Version of the TensorFlow library */
  readonly tensorflow: string;
}

/** Everything that a run's result depends on. */
export interface RunIngredients {
  readonly configuration: RunConfiguration;
  /** Hash of all images and annotations that the run sees */
  readonly dataHash: string;
  /**
   * Hash of what the code does: losses and weights after fixed steps, the evaluator's output on fixed inputs. A change of
   * the source text that changes none of them keeps it.
   */
  readonly behavioralFingerprint: string;
  readonly engine: EngineIdentity;
}

/** @returns the run's id: the first 16 hexadecimal digits of the SHA-256 of its ingredients as canonical JSON */
export function runIdentity({
  configuration,
  dataHash,
  behavioralFingerprint,
  engine,
}: RunIngredients): string {
  return canonicalHash({ configuration, dataHash, behavioralFingerprint, engine }).slice(0, 16);
}

/** @returns words for a run's folder, such as `wdr-mini-8-2-8-lsq-seed0` */
export function runSlug(configuration: RunConfiguration): string {
  const { model, dataset, conditions = {}, role, seed } = configuration;
  const precision = isFullPrecision(configuration)
    ? [role === 'control' ? 'control' : 'full-precision']
    : quantizationWords(configuration);
  const { network, scale, modules } = model;
  const split = modules === undefined ? [] : [`${modules}modules`];
  const trainedOn = [...datasetWords(dataset), ...conditionWords(conditions)];
  const words = [network, scale, ...split, ...trainedOn, ...precision, `seed${seed}`];
  return words.join('-').replace(/[^A-Za-z0-9-]+/g, '-');
}

/** The paper's main data set goes without saying. */
function datasetWords({ name, objects = [] }: RunConfiguration['dataset']): string[] {
  const [set] = name.split('-');
  return set === 'swisscube' ? [] : [set, ...objects.map((id) => `object${id}`)];
}

/**
 * Says in which ingredients a stored run differs from a wanted one with the same configuration; seed and parent count as
 * ingredients of their own.
 * @returns a phrase for each difference; undefined when the configurations differ otherwise, so that they are other runs
 */
export function ingredientDifferences(stored: RunIngredients, wanted: RunIngredients): string[] | undefined {
  if (configurationWithoutOrigin(stored) !== configurationWithoutOrigin(wanted)) return undefined;
  const compare = (name: string, before: unknown, now: unknown) =>
    before === now ? [] : [`${name} (${String(before ?? 'none')}, now ${String(now ?? 'none')})`];
  const { engine: oldEngine, configuration: oldConfiguration } = stored;
  const { engine, configuration } = wanted;
  return [
    ...(stored.behavioralFingerprint === wanted.behavioralFingerprint
      ? []
      : ['code behavior (fingerprint differs)']),
    ...(stored.dataHash === wanted.dataHash ? [] : ['data (hash differs)']),
    ...compare('seed', oldConfiguration.seed, configuration.seed),
    ...compare('parent run', oldConfiguration.parent, configuration.parent),
    ...compare('engine mode', oldEngine.mode, engine.mode),
    ...compare('device', oldEngine.device, engine.device),
    ...compare('threads', oldEngine.threads, engine.threads),
    ...compare('TensorFlow', oldEngine.tensorflow, engine.tensorflow),
  ];
}

function configurationWithoutOrigin({ configuration }: RunIngredients): string {
  const rest: Partial<Record<keyof RunConfiguration, unknown>> = { ...configuration };
  delete rest.seed;
  delete rest.parent;
  return canonicalJson(rest);
}
