import { bootstrapIntervals, type BootstrapOptions, type Interval } from '../../metrics/bootstrap';
import { isHit } from '../../metrics/recall';
import { mean } from '../../metrics/statistics';
import type { PartErrors } from './partErrors';

/** What is quantized together: a layer, or the layers of a module. */
export interface Part {
  readonly part: string;
  readonly module: string;
  readonly layers: readonly string[];
}

/** A share of images, or a difference of two, with its interval. */
export interface MeasuredShare extends Interval {
  readonly value: number;
}

/** What a network hits, and how much more than others on the same images. */
export interface PartlyQuantizedAccuracy {
  readonly accuracy: MeasuredShare;
  /** Against the network with nothing more quantized */
  readonly fromUnquantized: MeasuredShare;
  /** Against the network with every part quantized */
  readonly fromQuantized: MeasuredShare;
}

/** What a layer or a module costs. */
export interface PartAccuracy {
  readonly part: string;
  readonly module: string;
  /** With this part quantized and no other */
  readonly alone: PartlyQuantizedAccuracy;
  /** With every other part quantized and not this one */
  readonly allBut: PartlyQuantizedAccuracy;
}

/** What each part costs, in the order of the network. */
export interface AccuracySensitivity {
  readonly parts: readonly PartAccuracy[];
  readonly unquantized: PartlyQuantizedAccuracy;
  readonly quantized: PartlyQuantizedAccuracy;
}

/** What is quantized, a digit a part. */
const nothing = (count: number): string => '0'.repeat(count);
const everything = (count: number): string => '1'.repeat(count);
const alone = (count: number, part: number): string => flipped(nothing(count), part, '1');
const allBut = (count: number, part: number): string => flipped(everything(count), part, '0');

function flipped(key: string, part: number, digit: string): string {
  return key.slice(0, part) + digit + key.slice(part + 1);
}

/** @returns every network that is needed, once: nothing quantized, everything, each part alone, all but each */
export function keysOf(count: number): string[] {
  const places = Array.from({ length: count }, (_, part) => part);
  const singles = [alone, allBut].flatMap((keyOf) => places.map((part) => keyOf(count, part)));
  return [...new Set([nothing(count), everything(count), ...singles])];
}

/**
 * Counts hits, with bootstrap intervals over the images that share their draws; differences are paired image by image.
 * @param errors - by key, of all that {@link keysOf} names
 * @param threshold - share of the diameter under which a pose is a hit
 */
export function accuracyOfParts(
  parts: readonly Part[],
  errors: PartErrors['errors'],
  threshold: number,
  bootstrap: BootstrapOptions,
): AccuracySensitivity {
  const count = parts.length;
  const hitsOf = (key: string) => errors[key].map((error) => Number(isHit(error ?? undefined, threshold)));
  const references = [nothing(count), everything(count)].map(hitsOf);
  const keys = keysOf(count);
  const values = keys.flatMap((key) => {
    const hits = hitsOf(key);
    return [hits, ...references.map((reference) => hits.map((hit, image) => hit - reference[image]))];
  });
  const intervals = bootstrapIntervals(
    values.map((own) => ({ values: own })),
    bootstrap,
  );
  const measured = values.map((own, index) => ({ value: mean(own), ...intervals[index]! }));
  const accuracyOf = (key: string): PartlyQuantizedAccuracy => {
    const [accuracy, fromUnquantized, fromQuantized] = measured.slice(3 * keys.indexOf(key));
    return { accuracy, fromUnquantized, fromQuantized };
  };
  return {
    parts: parts.map(({ part, module }, index) => ({
      ...{ part, module },
      alone: accuracyOf(alone(count, index)),
      allBut: accuracyOf(allBut(count, index)),
    })),
    unquantized: accuracyOf(nothing(count)),
    quantized: accuracyOf(everything(count)),
  };
}
