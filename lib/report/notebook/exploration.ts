import { ConfigurationError, InterruptionError } from '../../common/errors';
import type { Reporter } from '../../common/reporter';
import { checkExperiment, experimentBench, performAlgorithm1 } from '../../experiments/algorithm1Experiment';
import { compressionOf, explorationSteps } from '../../experiments/explorationFlow';
import type { Laboratory } from '../../experiments/laboratory';
import { moduleSizes } from '../../experiments/moduleSizes';
import { flowRuns, type RetrainingMethod } from '../../experiments/sequentialRuns';
import type { StoredRun } from '../../experiments/storedRun';
import type { QuantizationStep } from '../../mqat/algorithm1';
import type { ModuleBits } from '../../quantizers/moduleBits';

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
  /** Of them, how many the store did not have */
  readonly trained: number;
}

/** Where a question is asked: a notebook's session. */
export interface ExplorationPlace {
  readonly reporter: Reporter;
  laboratory(): Laboratory;
}

/** Widths that Algorithm 1 chooses from. */
const widths = [2, 4, 8];
const stopping = new WeakMap<Laboratory, Promise<void>>();

/**
 * Answers from the results store what is known, and trains what is not, with a bar of the time left. An interrupt (SIGINT)
 * stops the training at its next step; asked again, it goes on there and ends with the same bits.
 * @throws ConfigurationError when bits, order or budget cannot be used
 * @throws InfeasibleAllocationError when no widths keep the budget
 * @throws InterruptionError when it was interrupted
 */
export async function explore(place: ExplorationPlace, question: ExplorationQuestion): Promise<Exploration> {
  checkQuestion(question);
  const laboratory = place.laboratory();
  await stopping.get(laboratory);
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
    stopping.set(laboratory, laboratory.stop());
  };
  process.once('SIGINT', interrupt);
  const run: Laboratory['run'] = async (runs) => {
    if (interrupted) throw beforeTraining();
    return laboratory.run(runs);
  };
  try {
    return await answer({ ...laboratory, run }, question);
  } catch (error) {
    if (error instanceof InterruptionError) place.reporter.warn(error.message);
    throw error;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

async function answer(laboratory: Laboratory, question: ExplorationQuestion): Promise<Exploration> {
  const { order, budget, method, seed } = question;
  const scope = await laboratory.scope();
  const sizes = moduleSizes(scope.model);
  let { bits } = question;
  let sequence = order;
  if (bits === undefined && budget !== undefined) {
    const measure = 'trace' as const;
    const experiment = {
      ...{ profile: laboratory.profile, method, seed, widths, measure },
      compressionFactor: budget,
    };
    await checkExperiment(experiment);
    const found = await performAlgorithm1(experimentBench(laboratory, experiment, scope), experiment);
    bits = Object.fromEntries(found.steps.map((step) => [step.module, step.bits]));
    sequence ??= found.steps.map(({ module }) => module);
  }
  const steps = explorationSteps(bits!, sizes, sequence);
  const runs = flowRuns(scope, seed, method, steps);
  const planned = await laboratory.plan(runs);
  const results = await laboratory.run(runs);
  return {
    steps,
    bits: bits!,
    compression: compressionOf(bits!, sizes),
    runs: [...results.values()],
    trained: planned.filter(({ status }) => status !== 'reuse').length,
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
    found: 'a request to stop, before training began',
    expected: 'all steps',
    remedy: 'Run it again.',
  });
}
