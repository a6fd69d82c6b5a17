import type { RunConfiguration } from '../configuration/runConfiguration';
import { usualRunSensitivity } from '../sensitivity/runSensitivity';
import type { Job } from './listSchedule';
import type { PaperRun } from './paperRuns';
import type { SimulationInputs } from './simulationInputs';

/** Forward passes that a forward and backward pass costs: the gradients by inputs and by weights are one each. */
const passesOfStep = 3;
/** Gradients that a product with the Hessian takes, by central differences */
const gradientsOfProbe = 2;

/**
 * How long each run takes on one GPU, s: its multiply-accumulates at what the GPU sustains on WDR, other networks and quantized
 * ones longer by the ratios measured on the CPU, and decoding, PnP and metrics of the images scored at the measured time of one core.
 * @param sustained - TFLOP/s
 */
export function paperJobs(runs: readonly PaperRun[], inputs: SimulationInputs, sustained: number): Job[] {
  return runs.map((one) => ({
    id: one.id,
    parents: one.parents,
    seconds: secondsOf(one, inputs, sustained),
  }));
}

function secondsOf({ run, kind }: PaperRun, { measured }: SimulationInputs, sustained: number): number {
  const { configuration } = run;
  const forward = forwardWork(configuration, measured);
  const time = (passes: number) => (2 * forward * passes) / (sustained * 1e12);
  if (kind === 'sensitivity') {
    const { batchCount, traces } = usualRunSensitivity;
    return time(hessianPasses(configuration, batchCount, traces.maximumProbes));
  }
  const { training, dataset, role, allocation } = configuration;
  const { batchSize, plan, statisticsBatches } = training;
  const slower = role === 'quantized' ? measured.quantizedOverUnquantized : 1;
  const trained = plan.steps * batchSize * passesOfStep * slower;
  const measuredTraces =
    allocation === undefined
      ? 0
      : hessianPasses(configuration, allocation.batches, allocation.traces.maximumProbes);
  const scored = dataset.images.validation + dataset.images.test;
  const passes = trained + measuredTraces + statisticsBatches * batchSize + scored;
  return time(passes) + scored * measured.secondsAnImage;
}

function hessianPasses({ training }: RunConfiguration, batches: number, probes: number): number {
  return probes * batches * training.batchSize * gradientsOfProbe * passesOfStep;
}

/** @returns time of a pass for a multiply-accumulate, over WDR's: measured on the CPU, where some layers compute slower than others */
export function slowness(network: string, measured: SimulationInputs['measured']): number {
  const time = (name: string) => measured.secondsOfPass[name] / measured.multiplyAccumulates[`${name} paper`];
  return time(network) / time('wdr');
}

/** @throws RangeError where a network was not measured at a scale */
function forwardWork({ model }: RunConfiguration, measured: SimulationInputs['measured']): number {
  const key = `${model.network} ${model.scale}`;
  const work = measured.multiplyAccumulates[key];
  if (work === undefined) throw new RangeError(`the work of ${key} was not measured`);
  return work * slowness(model.network, measured);
}
