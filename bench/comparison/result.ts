import { codeVersion } from '../../lib/common/codeVersion';
import type { Benchmark } from '../benchmark';
import { measuredMachine, type MeasuredMachine } from '../machine';
import { spreadOf, type Spread } from './statistics';
import type { Measured } from './turns';

/** One side's numbers. */
export interface SideResult extends Spread {
  readonly label: string;
  /** Median over the rounds of the time of all processor cores together, ms a repetition */
  readonly processor: number;
}

/** What a benchmark found, as it is stored. */
export interface BenchmarkResult {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  /** Peer's median over ours, by the best peer: above 1, ours is better */
  readonly ratio: number;
  readonly goal?: number;
  /** Quartiles of the ratio of each round */
  readonly spread: { readonly lower: number; readonly upper: number };
  readonly ours: SideResult;
  readonly peer: SideResult;
  /** All peers that took part */
  readonly peers: readonly SideResult[];
  readonly rounds: number;
  readonly repetitions: number;
  readonly threads: number;
  readonly machine: MeasuredMachine;
  readonly versions: Readonly<Record<string, string>>;
  readonly codeVersion: string;
  readonly date: string;
}

/** Puts a benchmark's samples together. */
export async function resultOf(
  benchmark: Benchmark,
  [ours, ...peers]: readonly Measured[],
  repetitions: number,
  loadBefore: number,
): Promise<BenchmarkResult> {
  const sides = peers.map(sideOf);
  const best = sides.reduce((least, side, index) => (side.median < sides[least].median ? index : least), 0);
  const peerRounds = peers[best].rounds;
  const ratios = ours.rounds.map(
    ({ samples }, round) => spreadOf(peerRounds[round].samples).median / spreadOf(samples).median,
  );
  const { lower, upper } = spreadOf(ratios);
  const ownSide = sideOf(ours);
  return {
    name: benchmark.name,
    title: benchmark.title,
    unit: benchmark.unit,
    ratio: sides[best].median / ownSide.median,
    ...(benchmark.goal !== undefined && { goal: benchmark.goal }),
    spread: { lower, upper },
    ours: ownSide,
    peer: sides[best],
    peers: sides,
    rounds: ours.rounds.length,
    repetitions,
    threads: benchmark.ours.kind === 'goal' ? 0 : benchmark.ours.threads,
    machine: measuredMachine(loadBefore),
    versions: Object.assign({}, ...peers.map(({ versions }) => versions), ours.versions) as Record<
      string,
      string
    >,
    codeVersion: await codeVersion(),
    date: new Date().toISOString(),
  };
}

function sideOf({ label, rounds }: Measured): SideResult {
  return {
    label,
    ...spreadOf(rounds.flatMap(({ samples }) => samples)),
    processor: spreadOf(rounds.map(({ processor }) => processor)).median,
  };
}
