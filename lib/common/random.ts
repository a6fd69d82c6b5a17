import { xoroshiro128plus, type RandomGenerator } from 'pure-rand';

/** A seeded stream of random numbers whose state can be saved and restored exactly. */
export class Random {
  private generator: RandomGenerator;

  /** @param seed - any 32-bit integer; equal seeds give equal streams on every machine */
  constructor(seed: number) {
    this.generator = xoroshiro128plus(scramble(seed));
  }

  /** @returns a stream that depends on this seed and the labels only, not on draws made before */
  static derive(seed: number, ...labels: (string | number)[]): Random {
    return new Random(mixLabels(seed, labels));
  }

  /** @returns the state, for a checkpoint */
  state(): number[] {
    const state = this.generator.getState?.();
    if (state === undefined) throw new TypeError('the random generator does not expose its state');
    return [...state];
  }

  /** @param state - what {@link Random.state} returned */
  restore(state: readonly number[]): void {
    this.generator = xoroshiro128plus.fromState(state);
  }

  /** @returns an integer in [0, 2^32) */
  bits(): number {
    return this.generator.unsafeNext() >>> 0;
  }

  /** @returns a number in [low, high), with 32 random bits */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.bits() / 4294967296);
  }

  /** @returns an integer in [0, bound) */
  integer(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** @returns a draw from the normal distribution (Box-Muller) */
  normal(mean = 0, deviation = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** @returns a random order of 0 .. count-1 (Fisher-Yates) */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, index) => index);
    for (let last = count - 1; last > 0; last--) {
      const chosen = this.integer(last + 1);
      [order[last], order[chosen]] = [order[chosen], order[last]];
    }
    return order;
  }
}

/** FNV-1a over the labels' characters. */
function mixLabels(seed: number, labels: readonly (string | number)[]): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (const character of labels.join('\u0000')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash | 0;
}

/**
 * One-to-one scrambling of 32-bit numbers (the finalizer of MurmurHash3): the generator's first draws are close to its
 * seed, so seeds that are close must not be used as they are.
 */
export function scramble(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
