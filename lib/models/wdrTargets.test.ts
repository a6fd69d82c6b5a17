import { describe, expect, it } from 'vitest';
import { cube } from '../../test/support/syntheticTask';
import { Random } from '../common/random';
import type { ObjectModel, PoseInstance } from '../datasets/poseDataset';
import { identityRotation, transformPoint } from '../geometry/rotations';
import { miniWdr, wdrLevels } from './wdr';
import { positiveCounts, wdrCells } from './wdrCells';
import { assignWdrTargets, projectedSpan, type WdrTargets } from './wdrTargets';

const side = 64;
const camera = { matrix: [77, 0, 31.5, 0, 77, 31.5, 0, 0, 1], width: side, height: side };
const levels = wdrLevels(miniWdr);
const cells = wdrCells(levels);
const other: ObjectModel = { ...cube, id: 2, name: 'other', diameter: 50 };

function instanceAt(objectId: number, x: number): PoseInstance {
  return { objectId, pose: { rotation: identityRotation, translation: [x, 0, 300] } };
}

/** Instance k + 1 covers the columns of strip k. */
function strips(...columns: [first: number, end: number][]): Uint8Array {
  return Uint8Array.from({ length: side * side }, (_, pixel) => {
    return 1 + columns.findIndex(([first, end]) => pixel % side >= first && pixel % side < end);
  });
}

function assign(
  instances: PoseInstance[],
  instanceMap: Uint8Array,
  objects: ObjectModel[],
  seed = 1,
): WdrTargets {
  const targets = {
    positive: new Float32Array(cells.count * objects.length).fill(7),
    negative: new Float32Array(cells.count * objects.length).fill(7),
    corners: new Float32Array(cells.count * 24).fill(7),
    inverseDiameter: new Float32Array(cells.count).fill(7),
  };
  const random = Random.derive(seed, 'targets');
  assignWdrTargets({ camera, instances, instanceMap }, objects, levels, cells, random, targets);
  return targets;
}

const columnOf = (cell: number) => cells.centers[2 * cell];
const indicesOf = (values: Float32Array) => [...values.keys()].filter((index) => values[index] === 1);

describe('the labels of cells', () => {
  it('draw as many cells a level as the size asks for, inside the mask; the rest of the mask is ignored', () => {
    const instance = instanceAt(1, 0);
    const corners = cube.corners.map((corner) => transformPoint(instance.pose, corner));
    const wanted = positiveCounts(
      projectedSpan(corners, camera),
      levels.map(({ anchorSize }) => anchorSize),
    );
    const targets = assign([instance], strips([16, 48]), [cube]);
    for (const [level, count] of wanted.entries()) {
      const ofLevel = indicesOf(targets.positive).filter(
        (cell) => cell >= cells.offsets[level] && cell < cells.offsets[level + 1],
      );
      expect(ofLevel).toHaveLength(count);
    }
    for (let cell = 0; cell < cells.count; cell++) {
      const inside = columnOf(cell) > 16 && columnOf(cell) < 48;
      expect(targets.negative[cell]).toBe(inside ? 0 : 1);
      if (targets.positive[cell] === 0) {
        expect(targets.inverseDiameter[cell]).toBe(0);
        continue;
      }
      expect(inside).toBe(true);
      expect(targets.inverseDiameter[cell]).toBe(Math.fround(1 / cube.diameter));
      expect([...targets.corners.subarray(24 * cell, 24 * cell + 24)]).toEqual(
        corners.flat().map(Math.fround),
      );
    }
  });

  it('depend on the random stream alone', () => {
    const draw = (seed: number) => assign([instanceAt(1, 0)], strips([8, 56]), [cube], seed);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(2).positive).not.toEqual(draw(1).positive);
  });

  it('make every cell background where nothing is seen', () => {
    const targets = assign([instanceAt(1, 0)], strips(), [cube]);
    expect(new Set(targets.negative)).toEqual(new Set([1]));
    for (const name of ['positive', 'corners', 'inverseDiameter'] as const)
      expect(new Set(targets[name])).toEqual(new Set([0]));
  });

  it('keep classes apart: a cell of one object is background for the other', () => {
    const targets = assign([instanceAt(2, -60), instanceAt(1, 60)], strips([0, 24], [40, 64]), [cube, other]);
    for (const entry of indicesOf(targets.positive)) {
      const [cell, objectClass] = [Math.floor(entry / 2), entry % 2];
      expect(columnOf(cell) < 32).toBe(objectClass === 1);
      expect(targets.negative[2 * cell + 1 - objectClass]).toBe(1);
      expect(targets.inverseDiameter[cell]).toBe(Math.fround(1 / (objectClass === 1 ? 50 : cube.diameter)));
    }
    expect(new Set(indicesOf(targets.positive).map((entry) => entry % 2))).toEqual(new Set([0, 1]));
  });

  it('make an object that is none of the classes background', () => {
    const alone = assign([instanceAt(1, 0)], strips([8, 32]), [cube]);
    const instances = [instanceAt(1, 0), instanceAt(9, 100)];
    expect(assign(instances, strips([8, 32], [32, 64]), [cube])).toEqual(alone);
  });
});
