import { ROTATION_TOLERANCE, rotationFault } from './rotationFault';
import type { BopEstimate } from './estimate';

/** Why a line of a results file is no estimate. */
export interface LineFault {
  /** Column of the file */
  readonly field: string;
  readonly found: string;
  readonly expected: string;
}

/** A word as numbers are written, hexadecimal and the like left out. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const columnCount = 7;

/** @returns the estimate that a line of a results file says, or why it says none */
export function parseResultLine(line: string): BopEstimate | LineFault {
  const columns = line.split(',').map((column) => column.trim());
  if (columns.length !== columnCount) {
    return { field: 'columns', found: String(columns.length), expected: `${columnCount}` };
  }
  const [scene, image, object, score, rotation, translation, time] = columns;
  const ids = [
    ['scene_id', scene, 0],
    ['im_id', image, 0],
    ['obj_id', object, 1],
  ] as const;
  for (const [field, text, least] of ids) {
    const isId = /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) && Number(text) >= least;
    if (!isId) return { field, found: quoted(text), expected: `a whole number from ${least}` };
  }
  const lists = [
    ['score', score, 1],
    ['R', rotation, 9],
    ['t', translation, 3],
    ['time', time, 1],
  ] as const;
  for (const [field, text, count] of lists) {
    const words = text.split(/\s+/);
    if (words.length !== count) return { field, found: `${words.length} numbers`, expected: `${count}` };
    const wrong = words.find((word) => !decimal.test(word) || !Number.isFinite(Number(word)));
    if (wrong !== undefined) return { field, found: quoted(wrong), expected: 'a finite number' };
  }
  const seconds = Number(time);
  if (seconds < 0 && seconds !== -1) {
    return { field: 'time', found: time, expected: 'seconds from 0, or -1 where the time is not known' };
  }
  const matrix = rotation.split(/\s+/).map(Number);
  const fault = rotationFault(matrix);
  if (fault !== undefined) {
    return { field: 'R', found: fault, expected: `a rotation, R R^T within ${ROTATION_TOLERANCE} of the identity` };
  }
  const [x, y, z] = translation.split(/\s+/).map(Number);
  return {
    sceneId: Number(scene),
    imageId: Number(image),
    objectId: Number(object),
    score: Number(score),
    pose: { rotation: matrix, translation: [x, y, z] },
    seconds,
  };
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 37)}...` : text);
}
