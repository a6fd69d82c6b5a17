import type { PeerVariant, PoseErrorWorkload, Workload } from './workload';

/** Something that takes its turn. */
export type Contestant =
  /** Our library in Node processes; several processes work at the same time, and a sample is their time a repetition */
  | {
      readonly kind: 'ours';
      readonly label: string;
      readonly workload: Workload;
      readonly threads: number;
      readonly processes?: number;
      readonly environment?: Readonly<Record<string, string>>;
      /** Samples are multiplied by it: 0.05 for a twentieth of the time */
      readonly share?: number;
    }
  /** PyTorch in a Python process */
  | {
      readonly kind: 'pytorch';
      readonly label: string;
      readonly workload: Workload & { kind: 'training' | 'inference' };
      readonly variant: PeerVariant;
      readonly threads: number;
    }
  /** NumPy and SciPy in a Python process */
  | {
      readonly kind: 'numpy';
      readonly label: string;
      readonly workload: PoseErrorWorkload;
      readonly threads: number;
    }
  /** A number to reach */
  | { readonly kind: 'goal'; readonly label: string; readonly sample: number };

/** A comparison that is measured in turns. */
export interface Benchmark {
  readonly name: string;
  readonly title: string;
  readonly unit: 'ms' | 'bytes';
  readonly ours: Contestant;
  /** The best of them counts */
  readonly peers: readonly Contestant[];
  /** Ratio to reach; undefined where the benchmark only informs */
  readonly goal?: number;
  /** Repetitions a turn */
  readonly repetitions: number;
  readonly rounds: number;
  /** Whether every process is started anew each round: for memory, which never shrinks */
  readonly freshProcesses?: boolean;
}
