import { describe, expect, it } from 'vitest';
import { NumericalError } from '../common/errors';
import { Random } from '../common/random';
import type { ObjectModel } from '../datasets/poseDataset';
import { boxCorners } from '../geometry/boxCorners';
import type { Pose } from '../geometry/pose';
import { symmetryTransformations } from '../geometry/symmetries';
import { bootstrapIntervals, bootstrapRunsInterval } from './bootstrap';
import { depthBins } from './depthBins';
import {
  evaluatePoses,
  measuredMetrics,
  standardEvaluation,
  type PoseEvaluationInput,
} from './poseEvaluation';
import { recall } from './recall';
import { mean, median, quantile, standardDeviation, standardError } from './statistics';

const corners = boxCorners([-50, -50, -50], [50, 50, 50]);
const object: ObjectModel = {
  id: 4,
  name: 'cube',
  diameter: 200,
  corners,
  points: Float64Array.from(corners.flat()),
  symmetries: symmetryTransformations({}),
};
const upright = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Images at depths of 300 to 1,200 mm whose estimates are shifted to the side. */
function shiftedBy(shifts: readonly (number | undefined)[]): PoseEvaluationInput {
  const depths = shifts.map((_, image) => 300 + (900 * image) / (shifts.length - 1));
  const truths = depths.map((depth): Pose => ({ rotation: upright, translation: [0, 0, depth] }));
  const estimates = shifts.map((shift, image) =>
    shift === undefined
      ? undefined
      : { ...truths[image], translation: [shift, 0, truths[image].translation[2]] as const },
  );
  return { estimates, truths, objects: shifts.map(() => object), depths };
}

describe('evaluation', () => {
  it('counts ADD(-S) where an object is symmetric: ADI for it, ADD for the others', () => {
    const quarter = [0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    const symmetric = { ...object, id: 5, symmetries: symmetryTransformations({ discrete: [quarter] }) };
    const input = shiftedBy([0, 0, undefined]);
    const turned = { rotation: [0, -1, 0, 1, 0, 0, 0, 0, 1], translation: [0, 0, 300] as const };
    const estimates = [turned, { ...turned, translation: [0, 0, 750] as const }, undefined];
    const evaluation = evaluatePoses({ ...input, estimates, objects: [object, symmetric, symmetric] });
    const { ADD, ADI, 'ADD(-S)': suited } = evaluation.perImage.errors;
    expect(suited).toEqual([ADD[0], ADI[1], null]);
    expect(ADD[0]).toBeCloseTo(0.5, 12);
    expect(ADI[1]).toBe(0);
    expect(measuredMetrics(evaluation)).toEqual(['ADD', 'ADI', 'ADD(-S)']);
    const [row] = evaluation.recalls.filter(({ metric }) => metric === 'ADD(-S)');
    expect(row).toMatchObject({ threshold: 0.05, depth: 'all', recall: 1 / 3 });
    expect(measuredMetrics(evaluatePoses(input))).toEqual(['ADD', 'ADI']);
  });

  it('scores by metric, threshold and depth; a missing prediction is a miss', () => {
    // ADD equals the shift; ADI does too while it stays under half a side
    const evaluation = evaluatePoses(shiftedBy([0, 9.9, 10, 19.9, 20, undefined, 39, 40, 99]));
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
    expect(evaluation).toMatchObject({ images: 9, missing: 1, depthEdges: [300, 600, 900, 1200] });
    expect(evaluation.perImage.errors.ADD.slice(3, 6)).toEqual([0.0995, 0.1, null]);
    expect(evaluation.perImage.errors.ADI[8]).toBeLessThan(evaluation.perImage.errors.ADD[8]!);
    expect(evaluation.perImage.depthBins.join()).toBe('near,near,near,medium,medium,medium,far,far,far');
    const counts = evaluation.recalls
      .filter(({ metric }) => metric === 'ADD')
      .map(({ threshold, depth, images, recall: share }) => [
        threshold,
        depth,
        Math.round(share! * images),
        images,
      ]);
    expect(counts).toEqual([
      [0.05, 'all', 2, 9],
      [0.05, 'near', 2, 3],
      [0.05, 'medium', 0, 3],
      [0.05, 'far', 0, 3],
      [0.1, 'all', 4, 9],
      [0.1, 'near', 3, 3],
      [0.1, 'medium', 1, 3],
      [0.1, 'far', 0, 3],
      [0.2, 'all', 6, 9],
      [0.2, 'near', 3, 3],
      [0.2, 'medium', 2, 3],
      [0.2, 'far', 1, 3],
      [0.5, 'all', 8, 9],
      [0.5, 'near', 3, 3],
      [0.5, 'medium', 2, 3],
      [0.5, 'far', 3, 3],
    ]);
    for (const { recall: share, interval } of evaluation.recalls) {
      expect(interval!.low).toBeLessThanOrEqual(share!);
      expect(interval!.high).toBeGreaterThanOrEqual(share!);
    }
  });

  it('gives the truth a recall of exactly 1, and a bin without images none', () => {
    const evaluation = evaluatePoses(shiftedBy([0, 0]));
    expect(evaluation.recalls.filter(({ depth }) => depth === 'medium')[0]).toMatchObject({
      images: 0,
      recall: null,
      interval: null,
    });
    for (const row of evaluation.recalls.filter(({ depth }) => depth !== 'medium')) {
      expect(row).toMatchObject({ recall: 1, interval: { low: 1, high: 1 } });
    }
  });

  it('refuses lists that do not fit together, and poses that are none', () => {
    const input = shiftedBy([0, 1]);
    expect(() => evaluatePoses({ ...input, depths: [1] })).toThrow(/2, 2, 2, 1 entries/);
    expect(() => evaluatePoses({ ...input, depths: [1, NaN] })).toThrow(/depths\[1\]/);
    const flat: Pose = { rotation: upright.with(8, 0), translation: [0, 0, 1] };
    expect(() => evaluatePoses({ ...input, estimates: [undefined, flat] })).toThrow(/estimates\[1\]/);
    const nowhere: Pose = { rotation: upright, translation: [0, NaN, 1] };
    expect(() => evaluatePoses({ ...input, truths: [nowhere, flat] })).toThrow(NumericalError);
  });
});

describe('recalls and depth bins', () => {
  it('count errors under the threshold, not on it', () => {
    expect(recall([0.1, 0.0999, undefined, 0, NaN, Infinity], 0.1)).toBe(2 / 6);
    expect(recall([], 0.1)).toBeUndefined();
  });

  it('split the range, not the images, in three', () => {
    expect(depthBins([10, 11, 12, 40]).bins).toEqual(['near', 'near', 'near', 'far']);
    expect(depthBins([0, 10, 20, 30]).bins).toEqual(['near', 'medium', 'far', 'far']);
    expect(() => depthBins([])).toThrow(NumericalError);
  });
});

describe('bootstrap', () => {
  const options = { resamples: 2000, confidence: 0.95, seed: 3 };

  it('agrees with the normal interval of a share, over all images and over some', () => {
    const values = Float64Array.from({ length: 2000 }, (_, image) => (image % 10 < 3 ? 1 : 0));
    const weights = Float64Array.from({ length: 2000 }, (_, image) => (image < 500 ? 1 : 0));
    const some = values.map((value, image) => value * weights[image]);
    const [all, part] = bootstrapIntervals([{ values }, { values: some, weights }], options);
    const half = (images: number): number => 1.96 * Math.sqrt((0.3 * 0.7) / images);
    expect(Math.abs(all!.high - 0.3 - half(2000))).toBeLessThan(0.002);
    expect(Math.abs(0.3 - all!.low - half(2000))).toBeLessThan(0.002);
    expect(Math.abs(part!.high - 0.3 - half(500))).toBeLessThan(0.004);
    expect(Math.abs(0.3 - part!.low - half(500))).toBeLessThan(0.004);
  });

  it('covers the true mean about as often as it says', () => {
    const random = new Random(41);
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const values = Float64Array.from({ length: 100 }, () => random.normal(5, 2));
      const [interval] = bootstrapIntervals([{ values }], { resamples: 300, confidence: 0.9, seed: trial });
      if (interval!.low <= 5 && interval!.high >= 5) covered++;
    }
    expect(covered).toBeGreaterThan(165);
    expect(covered).toBeLessThan(195);
  });

  it('gives the same bits for a seed, and others for another', () => {
    const values = Float64Array.from({ length: 50 }, (_, image) => image ** 2);
    expect(bootstrapIntervals([{ values }], options)).toEqual(bootstrapIntervals([{ values }], options));
    expect(bootstrapIntervals([{ values }], { ...options, seed: 4 })).not.toEqual(
      bootstrapIntervals([{ values }], options),
    );
  });

  it('widens by the spread of runs', () => {
    const random = new Random(42);
    const runs = (spread: number) =>
      [-1, 0, 1].map((run) => Float64Array.from({ length: 400 }, () => random.normal(run * spread, 1)));
    const width = (spread: number): number => {
      const { low, high } = bootstrapRunsInterval(runs(spread), options);
      return high - low;
    };
    expect(width(0)).toBeLessThan(0.25);
    expect(width(1)).toBeGreaterThan(1.2);
    const [single] = runs(0);
    const { low, high } = bootstrapRunsInterval([single], options);
    const [alone] = bootstrapIntervals([{ values: single }], options);
    expect(Math.abs(high - low - (alone!.high - alone!.low))).toBeLessThan(0.02);
  });

  it('refuses what it cannot resample', () => {
    expect(() => bootstrapIntervals([{ values: [] }], options)).toThrow(NumericalError);
    expect(() => bootstrapIntervals([{ values: [1] }, { values: [1, 2] }], options)).toThrow(/2 beside 1/);
    expect(() => bootstrapRunsInterval([[1], []], options)).toThrow(/0 beside 1/);
    expect(() => bootstrapIntervals([{ values: [1] }], { ...options, confidence: 1 })).toThrow(/confidence/);
    expect(standardEvaluation.thresholds).toEqual([0.05, 0.1, 0.2, 0.5]);
  });
});

describe('statistics', () => {
  it('are those of the textbook', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(median([9, 1, 4])).toBe(4);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(quantile([0, 10, 20], 0.975)).toBeCloseTo(19.5, 12);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(2.138089935, 9);
    expect(standardError([1, 3])).toBeCloseTo(1, 12);
    expect(() => mean([])).toThrow(NumericalError);
    expect(() => standardError([1])).toThrow(NumericalError);
  });
});
