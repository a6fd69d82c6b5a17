import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { readJson } from '../../common/validation';
import { boxCorners } from '../../geometry/boxCorners';
import type { Vector3 } from '../../geometry/pose';

const corner = z.tuple([z.number(), z.number(), z.number()], { error: 'x, y and z, mm' });
const corners = z.array(corner).length(8, { error: '8 corners' });
const schema = z.union([z.array(corners), z.record(z.string(), corners)], {
  error: 'a list of models, or models by name, each with 8 corners [x, y, z]',
});

/** Share of the box's side by which a corner may miss it. */
const TOLERANCE = 1e-3;

/**
 * Reads a file of bounding boxes: 8 corners a model, in any order.
 * @param names - the models in order: names of their files without extension
 * @returns corners of each model, x slowest and z fastest, mm
 * @throws DatasetError naming the model whose box is missing or no upright box
 */
export async function readBoundingBoxes(file: string, names: readonly string[]): Promise<Vector3[][]> {
  const content = await readJson(file, schema, DatasetError);
  const boxes = Array.isArray(content)
    ? content
    : names.map((name) => content[name] ?? content[shortId(name)]);
  const count = Object.keys(content).length;
  const missing = names.find((_, index) => boxes[index] === undefined);
  if (missing !== undefined || count !== names.length) {
    throw boxError(
      file,
      missing ?? '(whole file)',
      `${count} boxes`,
      `one of each model: ${names.join(', ')}`,
    );
  }
  return names.map((name, index) => orderedCorners(boxes[index], file, name));
}

function orderedCorners(box: readonly Vector3[], file: string, name: string): Vector3[] {
  const bounds = (pick: (...values: number[]) => number) =>
    [0, 1, 2].map((axis) => pick(...box.map((point) => point[axis]))) as unknown as Vector3;
  const [low, high] = [bounds(Math.min), bounds(Math.max)];
  const ordered = boxCorners(low, high);
  const isBox = ordered.every((expected) =>
    box.some((point) =>
      point.every((value, axis) => Math.abs(value - expected[axis]) <= TOLERANCE * (high[axis] - low[axis])),
    ),
  );
  if (isBox && low.every((value, axis) => value < high[axis])) return [...ordered];
  throw boxError(file, name, 'points that are no corners of a box', 'the 8 corners of an upright box');
}

/** Models are `obj_000001` in files and may be `1` in boxes. */
function shortId(name: string): string {
  return String(Number(/\d+$/.exec(name)?.[0] ?? NaN));
}

function boxError(file: string, field: string, found: string, expected: string): DatasetError {
  return new DatasetError({
    file,
    field,
    found,
    expected,
    remedy: 'Get the bounding-box file that belongs to these models.',
  });
}
