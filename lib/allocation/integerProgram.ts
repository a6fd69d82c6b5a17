import { NumericalError } from '../common/errors';
import { assignmentOf, keepsBudgets, type AllocationProblem, type Assignment } from './allocationProblem';

/** A sum over the chosen options that must not exceed a limit. */
export interface OptionLimit {
  /** [modules][options] */
  readonly coefficients: readonly (readonly number[])[];
  readonly limit: number;
}

/** Which choice to look for: the least sum of `objective` among those that keep the budgets and the further limits. */
export interface ChoiceRequest {
  /** [modules][options] */
  readonly objective: readonly (readonly number[])[];
  readonly limits?: readonly OptionLimit[];
  /** Choices that are not to be found */
  readonly excluded?: readonly (readonly number[])[];
}

/** Solves integer programs over the choices of one option a module. */
export type ChoiceSolver = (problem: AllocationProblem, request: ChoiceRequest) => Assignment | undefined;

interface Term {
  readonly name: string;
  readonly coef: number;
}

let ready: Promise<ChoiceSolver> | undefined;

/**
 * Loads GLPK, the GNU linear programming kit (an exact branch and bound), compiled to WebAssembly, once a process.
 * @returns a solver that gives undefined where no choice fits; budgets are checked to the last digit
 */
export function loadChoiceSolver(): Promise<ChoiceSolver> {
  ready ??= start();
  return ready;
}

async function start(): Promise<ChoiceSolver> {
  const { default: load } = await import('glpk.js/node');
  const glpk = await load();
  return (problem, { objective, limits = [], excluded = [] }) => {
    const budgets = problem.budgets.map(({ limit }, budget) => ({
      coefficients: problem.modules.map(({ options }) => options.map(({ costs }) => costs[budget])),
      limit,
    }));
    const rows = [...budgets, ...limits].map(scaled);
    const rejected = excluded.map((choices) => [...choices]);
    for (;;) {
      const exclusions = rejected.map((choices) => exclusionOf(problem, choices));
      const { result } = glpk.solve(
        {
          name: 'allocation',
          objective: { direction: glpk.GLP_MIN, name: 'importance', vars: termsOf(objective) },
          subjectTo: [
            ...problem.modules.map(({ options }, module) => ({
              name: `one option of ${module}`,
              vars: options.map((_, option) => ({ name: variable(module, option), coef: 1 })),
              bnds: { type: glpk.GLP_FX, lb: 1, ub: 1 },
            })),
            ...[...rows, ...exclusions].map(({ coefficients, limit }, row) => ({
              name: `limit ${row}`,
              vars: termsOf(coefficients),
              bnds: { type: glpk.GLP_UP, lb: 0, ub: limit },
            })),
          ],
          binaries: problem.modules.flatMap(({ options }, module) =>
            options.map((_, option) => variable(module, option)),
          ),
        },
        { msglev: glpk.GLP_MSG_OFF, mipgap: 0, presol: true },
      );
      if (result.status === glpk.GLP_NOFEAS) return undefined;
      if (result.status !== glpk.GLP_OPT) throw solverFailure(result.status);
      const choices = problem.modules.map(({ options }, module) =>
        options.findIndex((_, option) => result.vars[variable(module, option)] > 0.5),
      );
      const assignment = assignmentOf(problem, choices);
      if (keepsBudgets(problem, assignment)) return assignment;
      rejected.push(choices); // over a budget by less than GLPK's tolerance
    }
  };
}

function variable(module: number, option: number): string {
  return `${module}:${option}`;
}

function termsOf(coefficients: readonly (readonly number[])[]): Term[] {
  return coefficients.flatMap((row, module) =>
    row.map((coef, option) => ({ name: variable(module, option), coef })),
  );
}

/** GLPK's tolerances are absolute: a limit of 1 makes them relative. */
function scaled({ coefficients, limit }: OptionLimit): OptionLimit {
  const scale = Math.abs(limit) || 1;
  return { coefficients: coefficients.map((row) => row.map((value) => value / scale)), limit: limit / scale };
}

/** At least one module must choose otherwise. */
function exclusionOf({ modules }: AllocationProblem, choices: readonly number[]): OptionLimit {
  const coefficients = modules.map(({ options }, module) =>
    options.map((_, option) => (choices[module] === option ? 1 : 0)),
  );
  return { coefficients, limit: modules.length - 1 };
}

function solverFailure(status: number): NumericalError {
  return new NumericalError({
    field: 'GLPK',
    found: `status ${status}`,
    expected: 'an optimal choice or the proof that there is none',
    remedy: 'Look for importances of very different size.',
  });
}
