import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../common/projectRoot';
import { paperJobs, slowness } from './paperJobs';
import { paperRuns } from './paperRuns';
import { paperScale } from './paperScale';
import { readSimulationInputs, type SimulationInputs } from './simulationInputs';

let inputs: SimulationInputs;
beforeAll(async () => {
  inputs = await readSimulationInputs(join(projectRoot, 'scripts', 'scale', 'inputs.json'));
});

describe('the plan of the paper profile', () => {
  it('has each run once, parents first, and Algorithm 1 behind its probes', () => {
    const runs = paperRuns(inputs.assumed.images, 1);
    const place = new Map(runs.map(({ id }, index) => [id, index]));
    expect(place.size).toBe(runs.length);
    for (const { id, parents } of runs)
      for (const parent of parents) expect(place.get(parent)).toBeLessThan(place.get(id)!);
    const sensitivities = runs.filter(({ kind }) => kind === 'sensitivity');
    expect(sensitivities.map(({ parents }) => parents.length)).toEqual([3, 3]);
    expect(runs.some(({ parents }) => parents.includes('sensitivity-lsq'))).toBe(true);
    // Full-precision WDR on SwissCube is shared: one run for all studies.
    const starts = runs.filter(({ run: { configuration } }) => {
      const { role, model, dataset, conditions } = configuration;
      const isPlain = conditions === undefined && model.scale === 'paper' && model.modules === undefined;
      return role === 'fullPrecision' && model.network === 'wdr' && dataset.name === 'swisscube' && isPlain;
    });
    expect(starts).toHaveLength(1);
    expect(starts[0].run.configuration.training.plan.steps).toBe(300_000);
  });

  it('takes twice as many runs of two seeds, but for Algorithm 1', () => {
    const { images } = inputs.assumed;
    const [one, two] = [1, 2].map((seeds) => paperRuns(images, seeds).length);
    expect(two).toBeGreaterThan(1.9 * one);
    expect(two).toBeLessThanOrEqual(2 * one);
  });
});

describe('times on a GPU', () => {
  it('are work over speed: full-precision WDR by hand', () => {
    const runs = paperRuns(inputs.assumed.images, 1);
    const [first] = paperJobs(runs, inputs, 20);
    const scored = inputs.assumed.images.swisscube.validation + inputs.assumed.images.swisscube.test;
    const passes = 3 * 300_000 * 8 + 200 * 8 + scored;
    const work = inputs.measured.multiplyAccumulates['wdr paper'];
    const byHand = (2 * work * passes) / 20e12 + scored * inputs.measured.secondsAnImage;
    expect(first.seconds).toBeCloseTo(byHand, 6);
    expect(slowness('wdr', inputs.measured)).toBe(1);
    expect(slowness('dlr', inputs.measured)).toBeGreaterThan(2);
  });

  it('are shorter on more and on faster GPUs, and never than the longest chain', () => {
    const { rows, chainHours } = paperScale(inputs, [1, 8, 64], 1);
    expect(rows).toHaveLength(6);
    for (const speed of [0, 1]) {
      const [one, eight, many] = [0, 1, 2].map((index) => rows[2 * index + speed]);
      expect(one.utilization).toBeCloseTo(1, 12);
      expect(eight.wallHours).toBeLessThan(one.wallHours / 7);
      expect(many.wallHours).toBeLessThan(eight.wallHours);
      expect(many.wallHours).toBeGreaterThanOrEqual(chainHours[speed]);
      expect(many.cost).toBeCloseTo(many.wallHours * 64 * inputs.assumed.price.usd, 6);
    }
    expect(rows[1].busyHours).toBeLessThan(rows[0].busyHours);
  });
});
