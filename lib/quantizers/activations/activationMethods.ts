import type { ActivationQuantizer } from './activationQuantizer';
import { calibratedRangeQuantizer } from './calibratedRange';
import { learnedRangeQuantizer } from './learnedRange';

/** One way to quantize activations. */
export interface ActivationMethodDescription {
  /** In figures and tables */
  readonly label: string;
  readonly reference: string;
  make(layer: string, bits: number): ActivationQuantizer;
}

/** How activations can be quantized: a new way is a row more. */
export const activationMethods = {
  learned: { label: 'LSQ', reference: 'arXiv 1902.08153', make: learnedRangeQuantizer },
  calibrated: {
    label: 'Calibrated range',
    reference: 'the public code of MQAT',
    make: calibratedRangeQuantizer,
  },
} as const satisfies Readonly<Record<string, ActivationMethodDescription>>;

export type ActivationMethod = keyof typeof activationMethods;

/** Widths that activations may have. */
export const activationWidths: readonly number[] = [2, 3, 4, 5, 6, 7, 8];
