import type { FigureDraft, FigureText } from '../../figures/figure';
import { moduleStyle } from '../../figures/moduleStyle';
import { scatter } from '../../figures/scatter';
import type { AllocatedParts } from './allocationSweep';

/** Omega of every module over the width. */
export function importanceFigure({ parts, widths }: AllocatedParts, text: FigureText): FigureDraft {
  const modules = parts.map(({ name }) => name);
  const values = parts.flatMap(({ importance }) => importance);
  const isDrawable = values.every((value) => value > 0);
  return scatter({
    ...text,
    series: parts.map(({ name, importance }) => ({
      style: moduleStyle(name, modules),
      x: widths,
      y: importance,
      joined: true,
    })),
    horizontal: { name: 'Width of the weights', unit: 'bits' },
    // An importance below zero, from a trace below zero, has no place on a logarithmic axis.
    vertical: {
      name: 'Importance Ω',
      ...(isDrawable && { scale: 'logarithmic', range: [Math.min(...values) / 2, Math.max(...values) * 2] }),
    },
  });
}
