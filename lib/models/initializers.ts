import type { Random } from '../common/random';

/** Fills a new weight tensor of `size` numbers with `fanIn` inputs a unit. */
export type Initializer = (random: Random, size: number, fanIn: number) => Float32Array;

/** Normal with the deviation that keeps variance through a leaky ReLU (He et al., arXiv 1502.01852). */
export function kaimingNormal(negativeSlope: number): Initializer {
  return (random, size, fanIn) =>
    normal(Math.sqrt(2 / ((1 + negativeSlope ** 2) * fanIn)))(random, size, fanIn);
}

/** Uniform in +-sqrt(3 gain^2 / fanIn), gain^2 = 2 / (1 + a^2) with a = 1 (the pyramid's rule). */
export const kaimingUniform: Initializer = (random, size, fanIn) => {
  const bound = Math.sqrt(3 / fanIn);
  return Float32Array.from({ length: size }, () => random.uniform(-bound, bound));
};

/** Normal with mean 0. */
export function normal(deviation: number): Initializer {
  return (random, size) => Float32Array.from({ length: size }, () => random.normal(0, deviation));
}

/** The same number everywhere. */
export function constant(value: number): Initializer {
  return (_random, size) => new Float32Array(size).fill(value);
}
