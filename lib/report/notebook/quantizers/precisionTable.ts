import type { DataFrame } from 'danfojs-node';
import { runSummary } from '../../../experiments/networks/runSummary';
import type { Baseline } from '../../../experiments/studies/baseline';
import type { SeedResults } from '../../../experiments/studies/studyResults';
import type { PrecisionSummary } from '../../../quantizers/quantizationSummary';
import { dataFrame } from '../../tables/dataFrame';
import { resultsOf } from '../studies/seedResults';

/**
 * What every row of a comparison is: bits of weights and of inputs module by module, layers that stay at full precision,
 * bytes beside the weights, compression, work, steps. Allocations differ between seeds; those of the first are shown.
 */
export function precisionTable(rows: readonly Baseline[], seeds: readonly SeedResults[]): Promise<DataFrame> {
  return dataFrame(
    [
      'compared by',
      'row',
      'weights (bits)',
      'inputs (bits)',
      'float layers',
      'beside the weights (kB)',
      'compression',
      'with all that is stored',
      'bit operations (G)',
      'steps',
    ],
    rows.map(({ comparison, label, key }) => {
      const [run] = resultsOf(seeds, key);
      const { modules, total } = runSummary(run);
      const { scales, otherParameters } = total.bytes;
      return [
        ...[comparison, label],
        modules.map(weightText).join(' · '),
        modules.map(inputText).join(' · '),
        total.floatLayers.length,
        rounded((scales + otherParameters) / 1e3),
        rounded(total.compression),
        rounded(total.compressionWithOverhead),
        rounded(total.bitOperations / 1e9),
        stepsToHere(run.id, seeds),
      ];
    }),
  );
}

/** One width, or the range of several with their mean. */
function weightText({ weights }: PrecisionSummary): string {
  const widths = weights.map(({ bits }) => bits);
  if (widths.length === 1) return String(widths[0]);
  const count = weights.reduce((sum, row) => sum + row.weights, 0);
  const mean = weights.reduce((sum, row) => sum + row.weights * row.bits, 0) / count;
  return `${widths[0]}–${widths[widths.length - 1]} (${mean.toFixed(1)})`;
}

function inputText({ work }: PrecisionSummary): string {
  const widths = [...new Set(work.map(({ activationBits }) => activationBits))].sort((a, b) => a - b);
  return widths.length === 1 ? String(widths[0]) : `${widths[0]}–${widths[widths.length - 1]}`;
}

/** Steps of retraining after full precision, those of earlier stages too. */
function stepsToHere(id: string, [{ results }]: readonly SeedResults[]): number {
  const run = [...results.values()].find((candidate) => candidate.id === id);
  if (run === undefined || run.ingredients.configuration.role === 'fullPrecision') return 0;
  const { parent, training } = run.ingredients.configuration;
  return training.plan.steps + (parent === undefined ? 0 : stepsToHere(parent, [{ seed: 0, results }]));
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
