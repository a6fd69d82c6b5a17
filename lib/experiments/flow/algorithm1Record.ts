import type { ImportanceRange } from '../../allocation/importanceRanges';
import type { QuantizationStep } from '../../mqat/algorithm1';
import type { ModuleBits } from '../../quantizers/moduleBits';
import type { SensitivityMeasure } from '../../sensitivity/importance';
import type { ProfileName } from '../configuration/runConfiguration';
import type { RunSensitivity } from '../sensitivity/runSensitivity';
import type { RetrainingMethod } from './sequentialRuns';
import type { Metric } from '../store/storedRun';

/** What Algorithm 1 is asked for, over stored runs. */
export interface Algorithm1Experiment {
  readonly profile: ProfileName;
  readonly method: RetrainingMethod;
  readonly seed: number;
  /** q, ascending; 2 among them */
  readonly widths: readonly number[];
  readonly compressionFactor: number;
  /** What a layer's sensitivity is in Omega */
  readonly measure: SensitivityMeasure;
}

/** A run with its share of images whose ADD is under a tenth of the diameter. */
export interface ScoredRun {
  /** Id in the results store */
  readonly run: string;
  /** What networks are chosen by */
  readonly validation: Metric;
  /** What is reported */
  readonly test: Metric;
}

/** An answer of the integer program. */
export interface RecordedAllocation {
  readonly rho: ModuleBits;
  /** Sum of Omega over the modules */
  readonly importance: number;
  /** Of all modules, bits */
  readonly size: number;
}

/** What Algorithm 1 did and where it ended, as plain data; every number of a network can be looked up by its run. */
export interface Algorithm1Record extends Algorithm1Experiment {
  readonly fullPrecision: ScoredRun;
  readonly probes: readonly (QuantizationStep & ScoredRun)[];
  /** Null where no probe beat full precision */
  readonly kBest: string | null;
  /** Of the network that the importance was measured on; null where one module is all there is and its probe won */
  readonly sensitivity: Pick<RunSensitivity, 'identity' | 'layers'> | null;
  /** Omega of each width, of the modules whose width was chosen */
  readonly importance: Readonly<Record<string, readonly number[]>>;
  readonly allocation: RecordedAllocation & {
    /** Most that the budget allows, bits */
    readonly limit: number;
    readonly certificate: { readonly optimal: true; readonly gap: 0 };
    readonly runnerUp: RecordedAllocation | null;
    /** How far each importance can move before the answer changes; null where no move matters */
    readonly ranges: readonly (Omit<ImportanceRange, 'margin'> & { readonly margin: number | null })[];
    /** The answer with the sensitivity that was not asked for; null where none was measured */
    readonly otherMeasure: { readonly measure: SensitivityMeasure; readonly rho: ModuleBits } | null;
  };
  /** Modules quantized one after the other */
  readonly steps: readonly (QuantizationStep & ScoredRun)[];
  /** Size at 32 bits over the size reached, every weight counted */
  readonly compression: number;
  /** Other orders of the modules, where they were searched */
  readonly orders?: readonly ScoredOrder[];
}

/** An order of modules with the network that it led to. */
export interface ScoredOrder extends ScoredRun {
  readonly steps: readonly QuantizationStep[];
}
