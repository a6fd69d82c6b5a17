import type { ModuleQuantizationBench } from '../../lib/mqat/moduleQuantizationBench';

/** A network in words: the steps that led to it. */
export interface SyntheticModel {
  readonly steps: readonly string[];
}

/** A bench that trains nothing: accuracies by a formula, every call written down. */
export interface SyntheticBench extends ModuleQuantizationBench<SyntheticModel> {
  readonly calls: string[];
}

/**
 * @param sizes - of each module, in the order of the data flow
 * @param accuracies - by steps, such as `fpn2` or `fpn2 head8`; 0.5 where not named
 */
export function syntheticBench(
  sizes: Readonly<Record<string, number>>,
  accuracies: Readonly<Record<string, number>> = {},
): SyntheticBench {
  const calls: string[] = [];
  return {
    calls,
    modules: Object.keys(sizes),
    sizes,
    fullPrecision: { steps: [] },
    quantizeAndRetrain(model, module, bits) {
      const steps = [...model.steps, `${module}${bits}`];
      calls.push(steps.join(' '));
      return Promise.resolve({ steps });
    },
    accuracy: ({ steps }) => Promise.resolve(accuracies[steps.join(' ')] ?? 0.5),
    importance(model, modules, widths) {
      calls.push(`importance of ${modules.join(' ')} after [${model.steps.join(' ')}]`);
      return Promise.resolve(
        Object.fromEntries(
          modules.map((module) => [module, widths.map((bits) => sizes[module] * 4 ** -bits)]),
        ),
      );
    },
  };
}
