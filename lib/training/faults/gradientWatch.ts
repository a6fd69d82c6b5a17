/*
 * When gradients count as exploding. A single large norm is what clipping to a norm is for (Pascanu et al., arXiv 1211.5063):
 * the step goes on with the clipped gradient. Norms that stay far above those before do not come back by themselves. As in ZClip
 * (Kumar et al., arXiv 2504.02507) a norm is held against the recent ones and not against a constant; by their median, which
 * single spikes do not move.
 */

import { median } from '../../metrics/statistics';

/** Norms that the median is taken over. */
const windowLength = 64;
/** Norms that must be known before anything is judged. */
const leastKnown = 16;
/** How many times the median a norm is when it is far above. */
const explodingFactor = 100;
/** Steps in a row. */
const explodingSteps = 8;

/** Norms that a watch must be given to judge as one that has seen all of them. */
export const watchedNorms = windowLength + explodingSteps;

/** Says when the norm of all gradients, before clipping, has left its range for good. */
export interface GradientWatch {
  /**
   * Takes note of a step's norm.
   * @returns words for what is wrong: the norm of this step and the seven before is more than 100 times the median of the 64
   * before those, and more than what it is clipped to; undefined where it is not
   */
  see(norm: number): string | undefined;
  /** Whether the last norm is not far above those before; if it is, its step may be the first of an explosion */
  readonly calm: boolean;
  /** @param norms - of the steps before, the last one last, {@link watchedNorms} of them or all there are */
  restore(norms: readonly number[]): void;
}

/**
 * Makes a watch that has seen nothing.
 * @param clipNorm - norm that gradients are clipped to: what is below cannot explode
 */
export function gradientWatch(clipNorm: number): GradientWatch {
  let norms: number[] = [];
  const usualNorm = () => {
    const before = norms.slice(0, -explodingSteps);
    return before.length < leastKnown ? Infinity : median(before);
  };
  const limit = () => Math.max(explodingFactor * usualNorm(), clipNorm);
  return {
    see(norm) {
      norms = [...norms, shortened(norm)].slice(-watchedNorms);
      const largest = limit();
      if (!norms.slice(-explodingSteps).every((value) => value > largest)) return undefined;
      const times = (norm / usualNorm()).toPrecision(3);
      return `a norm of ${norm.toPrecision(4)}, ${times} times the median, for ${explodingSteps} steps`;
    },
    get calm() {
      return norms.length === 0 || norms[norms.length - 1] <= limit();
    },
    restore(seen) {
      norms = seen.slice(-watchedNorms).map(shortened);
    },
  };
}

/** As a curve keeps it, so that a resumed training judges as one that was not interrupted. */
function shortened(norm: number): number {
  return Number(norm.toPrecision(5));
}
