import { ConfigurationError } from '../common/errors';
import { allocate, type Allocation } from './allocation';
import type { AllocationModule, AllocationProblem } from './allocationProblem';

/** A module with the importance of each width. */
export interface QuantizableModule {
  readonly name: string;
  /** Number of weights */
  readonly weights: number;
  /** One for each of the widths: Omega of the paper */
  readonly importance: readonly number[];
  /** The only width allowed */
  readonly pinnedBits?: number;
  readonly minimumBits?: number;
  readonly maximumBits?: number;
}

/** Widths for a network that is to become smaller by a factor. */
export interface BitAllocationProblem {
  readonly modules: readonly QuantizableModule[];
  /** The widths to choose from, ascending */
  readonly bits: readonly number[];
  /** Size at 32 bits over the size allowed */
  readonly compressionFactor: number;
}

const fullPrecisionBits = 32;

/**
 * Chooses the modules' widths: sum of S_k(rho_k) at most full-precision size / compression factor (MQAT, Algorithm 1,
 * line 16).
 * @throws InfeasibleAllocationError with the smallest size, in bits, when the factor cannot be reached
 * @throws ConfigurationError when a module has not one importance a width, or no width is left to it
 */
export async function allocateBits(problem: BitAllocationProblem): Promise<Allocation> {
  return allocate(sizeProblem(problem));
}

/** @returns the problem with the size in bits as its only budget */
export function sizeProblem({ modules, bits, compressionFactor }: BitAllocationProblem): AllocationProblem {
  if (!(compressionFactor > 0)) {
    throw new ConfigurationError({
      field: 'compressionFactor',
      found: String(compressionFactor),
      expected: 'a number above 0',
      remedy: 'Give how many times smaller than 32 bits the network is to be.',
    });
  }
  const weights = modules.reduce((sum, module) => sum + module.weights, 0);
  const limit = (weights * fullPrecisionBits) / compressionFactor;
  return {
    modules: modules.map((module) => widthsOf(module, bits)),
    budgets: [{ name: 'size', unit: 'bits', limit }],
  };
}

function widthsOf(module: QuantizableModule, bits: readonly number[]): AllocationModule {
  const { name, weights, importance, pinnedBits, minimumBits = 0, maximumBits = Infinity } = module;
  const field = `module "${name}"`;
  if (importance.length !== bits.length) {
    throw new ConfigurationError({
      field: `${field}, importance`,
      found: `${importance.length} values`,
      expected: `one for each of the ${bits.length} widths`,
      remedy: 'Measure the importance of every width.',
    });
  }
  const options = bits
    .map((width, index) => ({ bits: width, importance: importance[index], costs: [weights * width] }))
    .filter((option) => option.bits >= minimumBits && option.bits <= maximumBits)
    .filter((option) => pinnedBits === undefined || option.bits === pinnedBits);
  if (options.length > 0) return { name, options };
  throw new ConfigurationError({
    field,
    found: `no width left among [${bits.join(', ')}]`,
    expected: 'a width within its minimum and maximum, and the pinned one among the widths',
    remedy: 'Widen the range, or add the width.',
  });
}
