import type { EngineIdentity, RunIngredients } from '../configuration/runIdentity';
import type { RunSensitivity, RunSensitivityOptions } from '../sensitivity/runSensitivity';
import type { DatasetContents } from '../configuration/experimentScope';
import type { DatasetChoice, ProfileName } from '../configuration/runConfiguration';
import type { Curve, FinishedRun } from '../store/storedRun';
import type { TransportedError } from './errorTransport';

/** What must be known before a run's id can be: data, engine, and what the code does. */
export interface Preparation extends DatasetContents {
  readonly profile: ProfileName;
  readonly dataFolder: string;
  readonly dataHash: string;
  readonly behavioralFingerprint: string;
  /** Digest of what the same steps compute here, to the last bit; in no id */
  readonly numerics: string;
  readonly engine: EngineIdentity;
}

/** What a worker does, by name. */
export interface WorkerMethods {
  prepare(profile: ProfileName, choice: DatasetChoice): Promise<WorkerAnswer<Preparation>>;
  run(ingredients: RunIngredients, workFolder: string, follows?: Curve): Promise<WorkerAnswer<FinishedRun>>;
  sensitivity(
    ingredients: RunIngredients,
    options: RunSensitivityOptions,
    workFolder: string,
  ): Promise<WorkerAnswer<RunSensitivity>>;
}

/** A result, or why there is none. */
export type WorkerAnswer<T> = { readonly value: T } | { readonly error: TransportedError };

/** What a worker says while it works. */
export type WorkerEvent =
  | { readonly kind: 'info' | 'warn'; readonly message: string }
  | {
      readonly kind: 'start';
      readonly task: number;
      readonly label: string;
      readonly total: number;
      readonly unit: string;
    }
  | {
      readonly kind: 'update';
      readonly task: number;
      readonly completed: number;
      readonly figures?: Readonly<Record<string, number | string>>;
    }
  | { readonly kind: 'finish'; readonly task: number }
  /** The process that a run is done in: an interrupt stops it at its next step */
  | { readonly kind: 'process'; readonly pid: number };
