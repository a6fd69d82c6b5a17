/*
 * Algorithm 1 of "Modular Quantization-Aware Training: Increasing Accuracy by Decreasing Precision in 6D Object Pose
 * Estimation": which module is quantized first, how many bits each gets, and in which order. The numbers before the lines are
 * the paper's. M: network, M_k2: M with module k at 2 bits, ac: accuracy on validation data, rho: bits of each module,
 * q: widths to choose from.
 *
 * As printed, i is never incremented, the loop runs one past the end of the flow, and line 19 quantizes M instead of M_Q.
 * Here is what is meant: each module of the flow in turn, on the network so far. Where a probe won, its module stays at 2
 * bits: the integer program has it pinned there, its size counts, and the importance of the others is measured on its network.
 */
import type { Allocation } from '../allocation/allocation';
import { allocateBits, type BitAllocationProblem } from '../allocation/bitAllocation';
import { ConfigurationError } from '../common/errors';
import { allDone } from './allDone';
import { sortedBySize, type ModuleQuantizationBench } from './moduleQuantizationBench';

/** What is asked of Algorithm 1. */
export interface Algorithm1Options {
  /** q: the widths to choose from, ascending; 2 among them */
  readonly widths: readonly number[];
  /** Size at 32 bits over the size allowed, every module counted */
  readonly compressionFactor: number;
  /** Probes retrained at once; 1 by default, for a bench that trains in place */
  readonly probesAtOnce?: number;
}

/** A module with the width it is quantized to. */
export interface QuantizationStep {
  readonly module: string;
  readonly bits: number;
}

/** A module's probe: it alone at 2 bits. */
export interface Probe<Model> {
  readonly module: string;
  readonly model: Model;
  readonly accuracy: number;
}

/** What Algorithm 1 did and where it ended. */
export interface Algorithm1Result<Model> {
  /** ac(M) of the full-precision network */
  readonly fullPrecisionAccuracy: number;
  readonly probes: readonly Probe<Model>[];
  /** The module that was quantized first, where a probe beats full precision */
  readonly kBest: string | undefined;
  /** Bits of every module */
  readonly rho: Readonly<Record<string, number>>;
  /** The integer program, and its answer */
  readonly problem: BitAllocationProblem;
  readonly allocation: Allocation;
  /** Importance of each width, of the modules whose width was chosen */
  readonly importance: Readonly<Record<string, readonly number[]>>;
  /** Modules quantized one after the other; begins with that of the probe that won */
  readonly steps: readonly QuantizationStep[];
  /** M_Q */
  readonly model: Model;
}

/** Width of a probe: ternary. */
export const probeBits = 2;

/**
 * Quantizes a network module by module. With one module only it is uniform quantization-aware training. Nothing is trained
 * for a compression factor that cannot be reached.
 * @throws InfeasibleAllocationError when the compression factor cannot be reached
 * @throws ConfigurationError when 2 bits are not among the widths
 * @throws NumericalError naming the module whose importance is not finite
 */
export async function algorithm1<Model>(
  bench: ModuleQuantizationBench<Model>,
  { widths, compressionFactor, probesAtOnce = 1 }: Algorithm1Options,
): Promise<Algorithm1Result<Model>> {
  checkWidths(widths);
  await checkReachable(bench, { widths, compressionFactor });
  let M = bench.fullPrecision;
  const fullPrecisionAccuracy = await bench.accuracy(M);
  const probes: Probe<Model>[] = [];
  let best: Probe<Model> | undefined;

  // 1, 2: for k = 1..K: M_k2 <- quantize module k of M to 2 bits, retrain; no probe depends on another
  const quantized = await allDone(bench.modules, probesAtOnce, (k) =>
    bench.quantizeAndRetrain(M, k, probeBits),
  );
  for (const [index, k] of bench.modules.entries()) {
    const M_k2 = quantized[index];
    const probe = { module: k, model: M_k2, accuracy: await bench.accuracy(M_k2) };
    probes.push(probe);
    // 3: if ac(M_k2) > ac(M) and ac(M_k2) > ac(M_best)
    if (probe.accuracy > fullPrecisionAccuracy && probe.accuracy > (best?.accuracy ?? -Infinity)) {
      // 4, 5: M_best <- M_k2, kBest <- k
      best = probe;
    }
  }

  // 8, 11, 14: flow <- indices of the modules sorted by size
  let flow = sortedBySize(bench);
  // 9: if M_best exists
  if (best !== undefined) {
    // 10: M <- M_best
    M = best.model;
    // 12: remove kBest from flow
    flow = flow.filter((module) => module !== best.module);
  }

  // 16: rho <- ILP(M, q)
  const importance = flow.length === 0 ? {} : await bench.importance(M, flow, widths);
  const problem: BitAllocationProblem = {
    modules: bench.modules.map((name) => ({
      name,
      weights: bench.sizes[name],
      ...(name === best?.module
        ? { importance: widths.map(() => 0), pinnedBits: probeBits }
        : { importance: importance[name] }),
    })),
    bits: widths,
    compressionFactor,
  };
  const allocation = await allocateBits(problem);
  const rho = Object.fromEntries(bench.modules.map((name, index) => [name, allocation.best.bits[index]]));

  // 17, 18: for i = 0 .. len(flow) - 1
  let M_Q = M;
  for (const module of flow) {
    // 19, 20: M_Q <- quantize module flow(i) of M_Q to rho(i) bits, retrain
    M_Q = await bench.quantizeAndRetrain(M_Q, module, rho[module]);
  }

  const order = best === undefined ? flow : [best.module, ...flow];
  const steps = order.map((module) => ({ module, bits: rho[module] }));
  const kBest = best?.module;
  return { fullPrecisionAccuracy, probes, kBest, rho, problem, allocation, importance, steps, model: M_Q };
}

/**
 * Checks that a network can be made as small as is asked for, without training anything.
 * @throws InfeasibleAllocationError with the smallest size that can be reached
 */
export async function checkReachable(
  { modules, sizes }: Pick<ModuleQuantizationBench<unknown>, 'modules' | 'sizes'>,
  { widths, compressionFactor }: Pick<Algorithm1Options, 'widths' | 'compressionFactor'>,
): Promise<void> {
  const importance = widths.map(() => 0);
  await allocateBits({
    modules: modules.map((name) => ({ name, weights: sizes[name], importance })),
    bits: widths,
    compressionFactor,
  });
}

function checkWidths(widths: readonly number[]): void {
  if (widths.includes(probeBits)) return;
  throw new ConfigurationError({
    field: 'widths',
    found: `[${widths.join(', ')}]`,
    expected: `ascending widths with ${probeBits} among them, the width of a probe`,
    remedy: 'Add the width: the module whose probe wins stays at it.',
  });
}
