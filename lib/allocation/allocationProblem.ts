import { ConfigurationError, NumericalError } from '../common/errors';

/** One width that a module can take. */
export interface WidthOption {
  readonly bits: number;
  /** What the width costs in accuracy: Omega of the paper, or any sensitivity-weighted quantization error */
  readonly importance: number;
  /** What the width costs of each budget, in the budgets' order and units */
  readonly costs: readonly number[];
}

/** A part of the network whose weights all get one width: a module (MQAT) or a layer (HAWQ-V3). */
export interface AllocationModule {
  readonly name: string;
  /** The widths allowed, ascending; one alone pins the module */
  readonly options: readonly WidthOption[];
}

/** Something that the whole network must not exceed. */
export interface Budget {
  /** `size`, `bit operations`, `latency` */
  readonly name: string;
  readonly unit: string;
  readonly limit: number;
}

/** One width a module, so that the importances' sum is least and every budget is kept. */
export interface AllocationProblem {
  readonly modules: readonly AllocationModule[];
  readonly budgets: readonly Budget[];
}

/** A choice of one option in each module. */
export interface Assignment {
  /** Number of the option chosen in each module */
  readonly choices: readonly number[];
  /** Width of each module */
  readonly bits: readonly number[];
  /** Sum of the importances */
  readonly importance: number;
  /** What is used of each budget */
  readonly costs: readonly number[];
}

export function assignmentOf(
  { modules, budgets }: AllocationProblem,
  choices: readonly number[],
): Assignment {
  const chosen = modules.map(({ options }, index) => options[choices[index]]);
  return {
    choices,
    bits: chosen.map(({ bits }) => bits),
    importance: chosen.reduce((sum, { importance }) => sum + importance, 0),
    costs: budgets.map((_, budget) => chosen.reduce((sum, { costs }) => sum + costs[budget], 0)),
  };
}

/** @returns whether every budget is kept, to the last digit */
export function keepsBudgets({ budgets }: AllocationProblem, { costs }: Assignment): boolean {
  return budgets.every(({ limit }, budget) => costs[budget] <= limit);
}

/**
 * @throws ConfigurationError when a module has no option, its widths do not ascend or the costs do not match the budgets
 * @throws NumericalError when an importance, a cost or a limit is not finite
 */
export function checkAllocationProblem({ modules, budgets }: AllocationProblem): void {
  const remedy = 'Correct what asks for the allocation.';
  if (modules.length === 0) {
    throw new ConfigurationError({ field: 'modules', found: 'none', expected: 'at least one', remedy });
  }
  const finite = (field: string, value: number): void => {
    if (Number.isFinite(value)) return;
    throw new NumericalError({ field, found: String(value), expected: 'a finite number', remedy });
  };
  for (const { name, limit } of budgets) finite(`budget "${name}"`, limit);
  for (const { name, options } of modules) {
    const widths = options.map(({ bits }) => bits);
    if (widths.length === 0 || widths.some((bits, index) => index > 0 && bits <= widths[index - 1])) {
      const found = `the widths [${widths.join(', ')}]`;
      throw new ConfigurationError({
        field: `module "${name}"`,
        found,
        expected: 'ascending widths',
        remedy,
      });
    }
    for (const { bits, importance, costs } of options) {
      const field = `module "${name}", ${bits} bits`;
      finite(`${field}, importance`, importance);
      if (costs.length !== budgets.length) {
        const found = `${costs.length} costs`;
        throw new ConfigurationError({
          field,
          found,
          expected: `one for each of ${budgets.length} budgets`,
          remedy,
        });
      }
      costs.forEach((cost, budget) => finite(`${field}, ${budgets[budget].name}`, cost));
    }
  }
}
