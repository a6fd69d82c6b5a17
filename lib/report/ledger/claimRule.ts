import { fullPrecisionKey } from '../../experiments/configuration/experiment';
import { flowControlKey, type RetrainingMethod } from '../../experiments/flow/sequentialRuns';
import type { HitRule } from '../notebook/imageErrorColumns';

/** What a claim says of two runs of a study: that the first has more, or less, of a quantity than the second; mostly recall. */
export interface Comparison {
  readonly run: string;
  readonly reference: string;
  readonly expected: 'above' | 'below';
  /** By how much at least, share of the images; anything where it is not given */
  readonly margin?: number;
  /** Where other hits count than the ledger counts elsewhere, such as those of one range of depth */
  readonly counted?: Partial<HitRule>;
  /** Where it is not recall that is compared: `spread` is how far apart the votes for a corner lie */
  readonly quantity?: 'spread';
}

/** A claim of the paper, or a reading of it, as comparisons on data: it is reproduced when all of them hold. */
export interface ClaimRule {
  /** As in the paper's list of claims */
  readonly claim: string;
  /** Which method, against what */
  readonly reading: string;
  readonly study: string;
  readonly comparisons: readonly Comparison[];
}

/** What quantized runs are held against. */
export interface ClaimReference {
  readonly name: string;
  /** @returns the key of the run that a flow of so many stages is compared with */
  key(stages: number): string;
}

/** @returns the network that training started from, as the paper compares, and as much training without quantization */
export function referencesOf(method: RetrainingMethod): readonly ClaimReference[] {
  return [
    { name: 'full precision', key: () => fullPrecisionKey },
    { name: 'the matched control', key: (stages) => flowControlKey(method, stages) },
  ];
}

/** @returns words for a reading, such as `LSQ, against full precision` */
export function readingOf(method: RetrainingMethod, reference: ClaimReference): string {
  return `${method.toUpperCase()}, against ${reference.name}`;
}
