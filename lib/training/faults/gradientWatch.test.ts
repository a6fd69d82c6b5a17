import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../common/projectRoot';
import { Random } from '../../common/random';
import { gradientWatch, watchedNorms } from './gradientWatch';

const usual = (count: number) => {
  const random = Random.derive(5, 'norms');
  return Array.from({ length: count }, () => random.uniform(1, 2));
};
/** @returns the index of the first norm that a watch objects to; undefined where it does to none */
function firstObjection(norms: readonly number[], clipNorm = 5): number | undefined {
  const watch = gradientWatch(clipNorm);
  const index = norms.findIndex((norm) => watch.see(norm) !== undefined);
  return index < 0 ? undefined : index;
}

describe('gradients', () => {
  it('explode when eight norms in a row are more than 100 times the median before them', () => {
    const after = (...norms: number[]) => firstObjection([...usual(40), ...norms]);
    expect(after(...Array<number>(8).fill(1000))).toBe(47);
    expect(after(...Array<number>(7).fill(1000), 1, ...Array<number>(7).fill(1000))).toBeUndefined();
    expect(after(...Array<number>(30).fill(90))).toBeUndefined();
  });

  it('do not explode below what they are clipped to, nor before there is a median', () => {
    const grown = [...usual(40).map((norm) => norm / 1e4), ...Array<number>(20).fill(4)];
    expect(firstObjection(grown)).toBeUndefined();
    expect(firstObjection(grown, 1)).toBe(47);
    expect(firstObjection([...usual(15), ...Array<number>(8).fill(1e6)])).toBeUndefined();
  });

  it('grow by any factor over many steps without being stopped', () => {
    expect(firstObjection(Array.from({ length: 2000 }, (_, step) => 1.02 ** step))).toBeUndefined();
  });

  it('are judged the same after their norms are restored from a curve', () => {
    const norms = [...usual(200), ...Array<number>(8).fill(1e4)];
    for (const cut of [120, 201, 205]) {
      const watch = gradientWatch(5);
      watch.restore(norms.slice(cut - watchedNorms, cut).map((norm) => Number(norm.toPrecision(5))));
      const rest = norms.slice(cut).map((norm) => watch.see(norm) !== undefined);
      expect(rest.indexOf(true)).toBe(norms.length - 1 - cut);
    }
  });

  it('are calm unless the last one is far above those before', () => {
    const watch = gradientWatch(5);
    expect(watch.calm).toBe(true);
    const calm = [...usual(40), 90, 1000, 1000, 1].map((norm) => {
      watch.see(norm);
      return watch.calm;
    });
    expect(calm.flatMap((each, index) => (each ? [] : [index]))).toEqual([41, 42]);
  });

  it('of no stored run would have been stopped', () => {
    const folder = join(projectRoot, 'results', 'mini');
    const runs = readdirSync(folder).filter((name) => !name.startsWith('.'));
    for (const run of runs) {
      const curve = JSON.parse(readFileSync(join(folder, run, 'curve.json'), 'utf8')) as {
        columns: string[];
        rows: number[][];
      };
      // A network that is quantized and not retrained has no curve.
      if (curve.rows.length === 0) continue;
      const column = curve.columns.indexOf('gradientNorm');
      expect(column).toBeGreaterThanOrEqual(0);
      expect([run, firstObjection(curve.rows.map((row) => row[column]))]).toEqual([run, undefined]);
    }
    expect(runs.length).toBeGreaterThan(0);
  });
});
