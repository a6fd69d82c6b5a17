import { logRange } from './methods/boundedStep';
import type { Quantization } from './quantization';

/**
 * Counts the learned steps that are held at a bound: an optimizer has moved them further than a factor exp(8) from their start,
 * so that the bound is used in their place (see `boundedStep`) and no gradient reaches them.
 * @returns the count by variable, such as `fpn.inner_convs.2.log_step`; only those with any
 */
export function heldSteps({
  trained,
  state,
}: Pick<Quantization, 'trained' | 'state'>): Record<string, number> {
  const starts = new Map(state.map(({ name, variable }) => [name, variable]));
  const counts = trained
    .filter(({ name }) => name.endsWith('log_step'))
    .map(({ name, variable }) => {
      const start = starts.get(`${name}_start`)?.dataSync() ?? [];
      const moved = Array.from(variable.dataSync(), (value, index) => Math.abs(value - start[index]));
      return [name, moved.filter((distance) => distance > logRange).length] as const;
    });
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
