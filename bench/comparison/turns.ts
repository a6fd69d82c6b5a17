/*
 * Measures a benchmark: all processes live at the same time and take turns, round after round, so that what else the machine
 * does falls on all of them alike.
 */
import type { Benchmark, Contestant } from '../benchmark';
import type { Readiness, TurnResult } from '../workload';
import { checkAgreement } from './agreement';
import { Competitor } from './process';

/** What a contestant measured. */
export interface Measured {
  readonly label: string;
  readonly rounds: TurnResult[];
  readonly versions: Readonly<Record<string, string>>;
}

/** How a benchmark is measured in this call. */
export interface Turns {
  readonly rounds: number;
  readonly repetitions: number;
  /** File through which the sides exchange weights */
  readonly exchange: string;
}

/**
 * Measures every contestant of a benchmark.
 * @returns ours first, then the peers in order
 * @throws EnvironmentError when two sides do not compute the same, or a process fails
 */
export async function takeTurns(benchmark: Benchmark, turns: Turns): Promise<Measured[]> {
  const contestants = [benchmark.ours, ...benchmark.peers];
  const measured: { label: string; rounds: TurnResult[]; versions: Record<string, string> }[] =
    contestants.map(({ label }) => ({ label, rounds: [], versions: {} }));
  let teams: Team[] = [];
  const startAll = async () => {
    for (const contestant of contestants) teams.push(new Team(contestant));
    const ready: Readiness[] = [];
    for (const team of teams) ready.push(await team.prepare(turns.exchange));
    checkAgreement(contestants, ready);
    ready.forEach(({ versions }, index) => (measured[index].versions = { ...versions }));
    for (const team of teams) await team.run(turns.repetitions);
  };
  const stopAll = async () => {
    for (const team of teams) await team.stop();
    teams = [];
  };
  try {
    for (let round = 0; round < turns.rounds; round++) {
      if (teams.length === 0) await startAll();
      for (const [index, team] of teams.entries()) {
        measured[index].rounds.push(await team.run(turns.repetitions));
      }
      if (benchmark.freshProcesses === true) await stopAll();
    }
  } finally {
    await stopAll();
  }
  return measured;
}

/** The processes of one contestant, which work at the same time. */
class Team {
  private readonly members: Competitor[];

  constructor(private readonly contestant: Contestant) {
    const size = contestant.kind === 'ours' ? (contestant.processes ?? 1) : 1;
    this.members =
      contestant.kind === 'goal' ? [] : Array.from({ length: size }, () => Competitor.start(contestant));
  }

  async prepare(exchange: string): Promise<Readiness> {
    const { contestant } = this;
    if (contestant.kind === 'goal') return { parameters: 0, figures: [], versions: {} };
    let readiness: Readiness | undefined;
    for (const member of this.members) readiness = await member.prepare(contestant, exchange);
    return readiness!;
  }

  /** @returns a sample a repetition; of several processes, the time a repetition of any of them takes */
  async run(repetitions: number): Promise<TurnResult> {
    const { contestant } = this;
    if (contestant.kind === 'goal') return { samples: [contestant.sample], processor: contestant.sample };
    const results = await Promise.all(this.members.map((member) => member.run(repetitions)));
    const share = contestant.kind === 'ours' ? (contestant.share ?? 1) : 1;
    const count = results.length;
    const mean = (value: (result: TurnResult) => number) =>
      (results.reduce((sum, result) => sum + value(result), 0) / count) * share;
    return {
      samples: results[0].samples.map((_, index) => mean(({ samples }) => samples[index]) / count),
      processor: mean(({ processor }) => processor),
    };
  }

  async stop(): Promise<void> {
    for (const member of this.members) await member.stop();
  }
}
