import type { RunEnvironment } from '../run/environment';
import type { RunIngredients } from '../configuration/runIdentity';

/** A number that a run measured. */
export interface Metric {
  readonly value: number;
  /** Bounds within which it lies at the level of the evaluation's bootstrap */
  readonly interval?: { readonly low: number; readonly high: number };
}

/** A table of numbers over the steps of a training. */
export interface Curve {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

/** What a finished network made of every image of the test set, in the order of the set. */
export interface ImageErrors {
  /** Such as depth, add and adi */
  readonly columns: readonly string[];
  /** Null where nothing was found */
  readonly rows: readonly (readonly (number | null)[])[];
}

/** When a run happened; ISO 8601. */
export interface RunTimes {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly wallSeconds: number;
  /** Of all threads; earlier runs did not measure it */
  readonly processorSeconds?: number;
}

/** A finished run. */
export interface FinishedRun {
  readonly ingredients: RunIngredients;
  /** By name, such as `test/add-0.1d` or `test/add-0.1d/near` */
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly curve: Curve;
  readonly images: ImageErrors;
  /** The same of a second test, of objects before each other, where the data set has one */
  readonly occluded?: ImageErrors;
  readonly environment: RunEnvironment & RunTimes;
}

/** A finished run as the store keeps it. */
export interface StoredRun extends FinishedRun {
  readonly id: string;
  readonly folder: string;
}
