import { ConfigurationError } from '../common/errors';
import { allocate, type Allocation } from './allocation';
import type { AllocationModule, AllocationProblem, Budget } from './allocationProblem';

/** A module, or a layer, with the importance of each width. */
export interface QuantizableModule {
  readonly name: string;
  /** Number of weights */
  readonly weights: number;
  /** One for each of the widths: Omega of the paper, or HAWQ-V3's objective */
  readonly importance: readonly number[];
  /** For one image; asked for where bit operations have a limit */
  readonly multiplyAccumulates?: number;
  /** Measured at each of the widths, ms; asked for where latency has a limit */
  readonly latency?: readonly number[];
  /** The only width allowed */
  readonly pinnedBits?: number;
  readonly minimumBits?: number;
  readonly maximumBits?: number;
}

/** Widths for a network that must keep one or more budgets, all of them together. */
export interface BitAllocationProblem {
  readonly modules: readonly QuantizableModule[];
  /** The widths to choose from, ascending */
  readonly bits: readonly number[];
  /** Size at 32 bits over the size allowed */
  readonly compressionFactor?: number;
  /** Multiply-accumulates times weight bits times activation bits, for one image */
  readonly bitOperations?: { readonly limit: number; readonly activationBits: number };
  /** Sum over the modules, ms */
  readonly latency?: { readonly limit: number };
}

const fullPrecisionBits = 32;

/**
 * Chooses the modules' widths: sum of S_k(rho_k) at most full-precision size / compression factor (MQAT, Algorithm 1, line 16),
 * and what else is limited (arXiv 2011.10680, equations 5 to 7).
 * @throws InfeasibleAllocationError with the least of each budget that can be reached
 * @throws ConfigurationError when a module has not one importance a width, no width is left to it, nothing is limited, or
 * what a limit counts is not known of a module
 */
export async function allocateBits(problem: BitAllocationProblem): Promise<Allocation> {
  return allocate(budgetProblem(problem));
}

/** A limit and what each width of a module takes of it. */
interface Expense {
  readonly budget: Budget;
  cost(module: QuantizableModule, bits: number, place: number): number;
}

/** @returns the problem with its budgets: size in bits, bit operations, latency in ms, those that are limited */
export function budgetProblem(problem: BitAllocationProblem): AllocationProblem {
  const expenses = [...sizeExpense(problem), ...operationExpense(problem), ...latencyExpense(problem)];
  if (expenses.length === 0) {
    throw new ConfigurationError({
      field: 'budgets',
      found: 'none',
      expected: 'a compression factor, or a limit of bit operations or latency',
      remedy: 'Without a budget every module keeps its best width: say what is limited.',
    });
  }
  return {
    modules: problem.modules.map((module) => widthsOf(module, problem.bits, expenses)),
    budgets: expenses.map(({ budget }) => budget),
  };
}

function sizeExpense({ modules, compressionFactor }: BitAllocationProblem): Expense[] {
  if (compressionFactor === undefined) return [];
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
  return [{ budget: { name: 'size', unit: 'bits', limit }, cost: (module, bits) => module.weights * bits }];
}

function operationExpense({ bitOperations }: BitAllocationProblem): Expense[] {
  if (bitOperations === undefined) return [];
  const { limit, activationBits } = bitOperations;
  return [
    {
      budget: { name: 'bit operations', unit: 'bit operations', limit },
      cost: (module, bits) => known(module, 'multiplyAccumulates') * bits * activationBits,
    },
  ];
}

function latencyExpense({ latency, bits: widths }: BitAllocationProblem): Expense[] {
  if (latency === undefined) return [];
  return [
    {
      budget: { name: 'latency', unit: 'ms', limit: latency.limit },
      cost: (module, _bits, place) => {
        const measured = known(module, 'latency');
        if (measured.length === widths.length) return measured[place];
        throw notOneAWidth(module, 'latency', measured.length, widths.length);
      },
    },
  ];
}

function known<Field extends 'multiplyAccumulates' | 'latency'>(
  module: QuantizableModule,
  field: Field,
): NonNullable<QuantizableModule[Field]> {
  const value = module[field];
  if (value !== undefined) return value;
  throw new ConfigurationError({
    field: `module "${module.name}", ${field}`,
    found: 'nothing',
    expected: 'a number, as a budget counts it',
    remedy: 'Measure it, or leave the budget out.',
  });
}

function notOneAWidth(
  { name }: QuantizableModule,
  field: string,
  found: number,
  widths: number,
): ConfigurationError {
  return new ConfigurationError({
    field: `module "${name}", ${field}`,
    found: `${found} values`,
    expected: `one for each of the ${widths} widths`,
    remedy: `Measure the ${field} of every width.`,
  });
}

function widthsOf(
  module: QuantizableModule,
  bits: readonly number[],
  expenses: readonly Expense[],
): AllocationModule {
  const { name, importance, pinnedBits, minimumBits = 0, maximumBits = Infinity } = module;
  if (importance.length !== bits.length) {
    throw notOneAWidth(module, 'importance', importance.length, bits.length);
  }
  const options = bits
    .map((width, index) => ({
      bits: width,
      importance: importance[index],
      costs: expenses.map(({ cost }) => cost(module, width, index)),
    }))
    .filter((option) => option.bits >= minimumBits && option.bits <= maximumBits)
    .filter((option) => pinnedBits === undefined || option.bits === pinnedBits);
  if (options.length > 0) return { name, options };
  throw new ConfigurationError({
    field: `module "${name}"`,
    found: `no width left among [${bits.join(', ')}]`,
    expected: 'a width within its minimum and maximum, and the pinned one among the widths',
    remedy: 'Widen the range, or add the width.',
  });
}
