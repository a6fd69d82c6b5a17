import { Random } from '../../lib/common/random';

/**
 * How a run is ended: asked to stop, whereupon it writes a checkpoint of the step it has done; by an error that it does not
 * expect; or with its process, by SIGKILL. The last two go on from the last checkpoint that was written before.
 */
export type Ending = 'stop' | 'fault' | 'kill';

/** Where a run is ended, after how many of its steps, and how. */
export interface Cut {
  readonly step: number;
  readonly ending: Ending;
}

/** A run that is ended one or more times before it is done. */
export interface ResumeTrial {
  readonly cuts: readonly Cut[];
  /** Steps between two checkpoints */
  readonly checkpointInterval: number;
}

/** How many cuts, of what kind. */
export interface TrialOptions {
  /** Cuts in all */
  readonly cuts: number;
  /** How many of them are by SIGKILL */
  readonly kills: number;
  /** Of a run */
  readonly steps: number;
  readonly seed: number;
}

const longestInterval = 9;
/** Cuts of one run after the other, at different steps of it. */
const cutsOfRuns = [2, 1, 3, 4];

/** Draws steps, endings and checkpoint intervals at random. */
export function drawTrials(name: string, { cuts, kills, steps, seed }: TrialOptions): ResumeTrial[] {
  const random = Random.derive(seed, 'resume', name);
  const trials: ResumeTrial[] = [];
  let drawn = 0;
  while (drawn < cuts) {
    const count = Math.min(cutsOfRuns[trials.length % cutsOfRuns.length], cuts - drawn, steps - 1);
    const order = Array.from(random.permutation(steps - 1).subarray(0, count), (index) => index + 1);
    const killed = trials.length < kills ? random.integer(count) : undefined;
    const endings = order.map((_, index): Ending => {
      if (index === killed) return 'kill';
      return random.integer(2) === 0 ? 'stop' : 'fault';
    });
    order.sort((a, b) => a - b);
    trials.push({
      cuts: order.map((step, index) => ({ step, ending: endings[index] })),
      checkpointInterval: 1 + random.integer(longestInterval),
    });
    drawn += count;
  }
  return trials;
}
