import type { FigureDraft, FigureText } from '../../figures/figure';
import { moduleStyle } from '../../figures/moduleStyle';
import { partDots } from '../../figures/partDots';
import { scatter, type ScatterSeries } from '../../figures/scatter';
import type { AllocatedParts, SweptAllocation } from './allocationSweep';

/** Widths over the compression factor, module by module, and the mean width of each module where layers are allocated. */
export function allocationFigure(
  allocations: readonly { readonly parts: AllocatedParts; readonly swept: readonly SweptAllocation[] }[],
  text: FigureText,
): FigureDraft {
  return scatter({
    ...text,
    series: allocations.flatMap(({ parts, swept }) => seriesOf(parts, swept)),
    horizontal: 'compression',
    vertical: { name: 'Width of the weights', unit: 'bits', range: [1.5, 8.5] },
  });
}

function seriesOf(parts: AllocatedParts, swept: readonly SweptAllocation[]): ScatterSeries[] {
  const modules = [...new Set(parts.parts.map(({ module }) => module))];
  const widths = swept.map(({ allocation }) => meanBitsByModule(parts, allocation.best.bits));
  return modules.map((module) => {
    const style = moduleStyle(module, modules);
    return {
      style:
        parts.kind === 'module'
          ? { ...style, label: `${style.label}, by module`, dash: 'solid' }
          : { ...style, label: `${style.label}, by layer (mean)`, dash: 'dot', symbol: 'x' },
      x: swept.map(({ factor }) => factor),
      y: widths.map((bits) => bits[module]),
      joined: true,
    };
  });
}

/** The width that each layer got. */
export function layerWidthFigure(
  { parts }: AllocatedParts,
  { allocation }: SweptAllocation,
  text: FigureText,
): FigureDraft {
  return partDots({
    ...text,
    kind: 'Layer',
    quantity: { name: 'Width of the weights', unit: 'bits', range: [1.5, 8.5] },
    parts: parts.map(({ name, module }, index) => {
      const bits = allocation.best.bits[index];
      return { part: name, module, measured: { value: bits, low: bits, high: bits } };
    }),
  });
}

/** @returns the mean width of each module, weighed by weights */
export function meanBitsByModule({ parts }: AllocatedParts, bits: readonly number[]): Record<string, number> {
  const sums: Record<string, { weights: number; bits: number }> = {};
  parts.forEach(({ module, weights }, index) => {
    const sum = (sums[module] ??= { weights: 0, bits: 0 });
    sum.weights += weights;
    sum.bits += weights * bits[index];
  });
  return Object.fromEntries(Object.entries(sums).map(([module, sum]) => [module, sum.bits / sum.weights]));
}
