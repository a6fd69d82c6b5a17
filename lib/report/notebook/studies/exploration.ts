import { ConfigurationError, InterruptionError } from '../../../common/errors';
import type { Reporter } from '../../../common/reporter';
import { budgetSteps } from '../../../experiments/flow/budgetSteps';
import { explorationSteps } from '../../../experiments/flow/explorationFlow';
import type { Laboratory } from '../../../experiments/laboratory';
import { moduleSizes } from '../../../experiments/networks/moduleSizes';
import { flowRuns, type RetrainingMethod } from '../../../experiments/flow/sequentialRuns';
import type { StoredRun } from '../../../experiments/store/storedRun';
import { compressionFactor } from '../../../models/compression';
import type { QuantizationStep } from '../../../mqat/algorithm1';
import type { ModuleBits } from '../../../quantizers/moduleBits';

/** What a reader asks of WDR on SwissCube: bits, or a budget that Algorithm 1 finds the bits for. */
export interface ExplorationQuestion {
  /** Of each module; 32 leaves it as it is */
  readonly bits?: ModuleBits;
  /** In which the modules below 32 bits are quantized; without it the smallest first, or as Algorithm 1 found */
  readonly order?: readonly string[];
  /** Size at 32 bits over the size allowed */
  readonly budget?: number;
  readonly method: RetrainingMethod;
  readonly seed: number;
}

/** The answer: networks on the way, full precision first, the network asked for last. */
export interface Exploration {
  readonly steps: readonly QuantizationStep[];
  readonly bits: ModuleBits;
  /** Size at 32 bits over the size reached */
  readonly compression: number;
  readonly runs: readonly StoredRun[];
}

type ExplorationLaboratory = Pick<Laboratory, 'profile' | 'scope' | 'plan' | 'run' | 'sensitivity' | 'stop'>;

/** Where a question is asked: a notebook's session. */
export interface ExplorationPlace {
  readonly reporter: Reporter;
  laboratory(): ExplorationLaboratory;
  /** Where records of Algorithm 1 are kept; the profile's results where it is not given */
  readonly resultsFolder?: string;
}

/** Widths that Algorithm 1 chooses from. */
const widths = [2, 4, 8];
/** A cell ends before its training has stopped and its run is let go: the next one waits here. */
let stopped: Promise<unknown> = Promise.resolve();

/**
 * Answers from the results store what is known, and trains what is not, with a bar of the time left. An interrupt (SIGINT)
 * stops the training at its next step; what is scored or measured then is waited for. Asked again, it goes on there and ends
 * with the same bits.
 * @throws ConfigurationError when bits, order or budget cannot be used
 * @throws InfeasibleAllocationError when no widths keep the budget
 * @throws InterruptionError when it was interrupted
 */
export async function explore(place: ExplorationPlace, question: ExplorationQuestion): Promise<Exploration> {
  checkQuestion(question);
  const laboratory = place.laboratory();
  await stopped;
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
    stopped = laboratory.stop().then(() => answered.catch(() => undefined));
  };
  const unlessInterrupted =
    <Arguments extends unknown[], Result>(work: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      if (interrupted) throw beforeTraining();
      return work(...given);
    };
  process.once('SIGINT', interrupt);
  const answered = answer(place, question, {
    ...laboratory,
    run: unlessInterrupted(laboratory.run),
    sensitivity: unlessInterrupted(laboratory.sensitivity),
  });
  try {
    return await answered;
  } catch (error) {
    if (error instanceof InterruptionError) place.reporter.warn(error.message);
    throw error;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

async function answer(
  { resultsFolder }: ExplorationPlace,
  { bits, order, budget, method, seed }: ExplorationQuestion,
  laboratory: ExplorationLaboratory,
): Promise<Exploration> {
  const { profile } = laboratory;
  const scope = await laboratory.scope();
  const sizes = moduleSizes(scope.model);
  const found =
    budget === undefined
      ? undefined
      : await budgetSteps(
          laboratory,
          { ...{ profile, method, seed, widths, measure: 'trace' }, compressionFactor: budget },
          scope,
          resultsFolder,
        );
  const wanted = bits ?? Object.fromEntries(found!.map((step) => [step.module, step.bits]));
  const steps = explorationSteps(wanted, sizes, order ?? found?.map(({ module }) => module));
  const runs = flowRuns(scope, seed, method, steps);
  const results = await laboratory.run(runs);
  return {
    steps,
    bits: wanted,
    compression: compressionFactor(sizes, wanted),
    runs: [...results.values()],
  };
}

function checkQuestion({ bits, budget }: ExplorationQuestion): void {
  if ((bits === undefined) !== (budget === undefined)) return;
  throw new ConfigurationError({
    field: 'bits, budget',
    found: bits === undefined ? 'neither' : 'both',
    expected: 'one of them',
    remedy: 'Give the bits of each module, or a budget that Algorithm 1 finds them for.',
  });
}

function beforeTraining(): InterruptionError {
  return new InterruptionError({
    found: 'a request to stop, between two runs',
    expected: 'all runs',
    remedy: 'Run it again: what is finished is kept.',
  });
}
