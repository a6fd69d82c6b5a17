import type { DataFrame } from 'danfojs-node';
import type { Laboratory } from '../../../experiments/laboratory';
import { dataFrame, type Cell } from '../../tables/dataFrame';
import type { SeedRuns } from './seedResults';

/** What will be done: of every run its widths and steps, and whether its result is there already, and why not. */
export async function planTable(laboratory: Laboratory, seeds: readonly SeedRuns[]): Promise<DataFrame> {
  const rows: Cell[][] = [];
  for (const { seed, runs } of seeds) {
    const planned = await laboratory.plan(runs);
    runs.forEach(({ title, configuration }, at) => {
      const { quantization, training } = configuration;
      const widths = Object.values(quantization).join('-');
      rows.push([seed, title, widths, training.plan.steps, planned[at].reason]);
    });
  }
  return dataFrame(['seed', 'run', 'bits', 'steps', 'what happens'], rows);
}
