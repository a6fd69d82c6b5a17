import { criticalPath, listSchedule } from './listSchedule';
import { paperJobs } from './paperJobs';
import { paperRuns, type PaperRun } from './paperRuns';
import type { SimulationInputs } from './simulationInputs';

/** What the paper profile takes on so many GPUs of a speed. */
export interface ScaleRow {
  readonly gpus: number;
  /** TFLOP/s */
  readonly sustained: number;
  /** From the first run to the last, h */
  readonly wallHours: number;
  /** Of GPUs at work, h */
  readonly busyHours: number;
  /** Share of the time of all GPUs that they are at work */
  readonly utilization: number;
  /** All GPUs for the whole time, USD */
  readonly cost: number;
}

/** What simulations of the paper profile came to. */
export interface PaperScale {
  readonly runs: readonly PaperRun[];
  /** By number of GPUs, slow before fast */
  readonly rows: readonly ScaleRow[];
  /** The longest chain of runs at low and at high speed, h */
  readonly chainHours: readonly [low: number, high: number];
}

/** Simulates the paper profile: one run at a time on each GPU, in the order of the registry. */
export function paperScale(
  inputs: SimulationInputs,
  gpuCounts: readonly number[],
  seeds: number,
): PaperScale {
  const { sustained, price, images } = inputs.assumed;
  const runs = paperRuns(images, seeds);
  const speeds = [sustained.low, sustained.high];
  const rows = gpuCounts.flatMap((gpus) =>
    speeds.map((speed): ScaleRow => {
      const { makespan, busy } = listSchedule(paperJobs(runs, inputs, speed), gpus);
      const wallHours = makespan / 3600;
      return {
        ...{ gpus, sustained: speed, wallHours, busyHours: busy / 3600 },
        utilization: busy / (makespan * gpus),
        cost: wallHours * gpus * price.usd,
      };
    }),
  );
  const [low, high] = speeds.map((speed) => criticalPath(paperJobs(runs, inputs, speed)) / 3600);
  return { runs, rows, chainHours: [low, high] };
}
