import type { NumericalFaultError, NumericalFaultKind } from '../../common/errors';
import { gradientPlace, lossPlace, type FaultyStep } from './faultPlace';
import type { GradientWatch } from './gradientWatch';
import { numericalFault } from './numericalFault';

/** What the figures of a step say against it. */
export interface StepFault {
  readonly kind: NumericalFaultKind;
  readonly found: string;
}

/**
 * Judges a step by its figures.
 * @param figures - losses, and `gradientNorm` before clipping where gradients were taken
 * @returns undefined where its update may be kept
 */
export function findFault(
  figures: Readonly<Record<string, number>>,
  watch?: GradientWatch,
): StepFault | undefined {
  const faulty = Object.entries(figures).find(([, value]) => !Number.isFinite(value));
  if (faulty !== undefined) {
    const [name, value] = faulty;
    const kind = name === 'gradientNorm' ? 'gradient that is not finite' : 'loss that is not finite';
    return { kind, found: `${name} ${value}` };
  }
  const found = watch?.see(figures['gradientNorm']);
  return found === undefined ? undefined : { kind: 'exploding gradients', found };
}

/** @returns the error of a step, with what is first at fault in it */
export function stepFault({ kind, found }: StepFault, parts: FaultyStep, step: number): NumericalFaultError {
  const { place, value } = kind === 'loss that is not finite' ? lossPlace(parts) : gradientPlace(parts);
  return numericalFault({ kind, step, place, value: `${found}; ${place}: ${value}` });
}
