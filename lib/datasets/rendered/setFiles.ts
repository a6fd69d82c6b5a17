import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Camera } from '../../geometry/camera';
import { bopTargets } from '../bop/bopLayout';
import type { BopTarget } from '../bop/bopSchemas';

/**
 * Writes `camera.json`.
 * @param depthScale - mm that one step of the depth images stands for
 */
export async function writeCamera(
  folder: string,
  { matrix, width, height }: Camera,
  depthScale: number,
): Promise<void> {
  const description = {
    cx: matrix[2],
    cy: matrix[5],
    depth_scale: depthScale,
    fx: matrix[0],
    fy: matrix[4],
    height,
    width,
  };
  await writeFile(join(folder, 'camera.json'), `${JSON.stringify(description, undefined, 2)}\n`);
}

/** Writes the list of what is to be found. */
export async function writeTargets(folder: string, targets: readonly BopTarget[]): Promise<void> {
  const lines = targets.map(({ im_id, inst_count, obj_id, scene_id }) =>
    JSON.stringify({ im_id, inst_count, obj_id, scene_id }),
  );
  await writeFile(join(folder, bopTargets), `[\n  ${lines.join(',\n  ')}\n]\n`);
}

/** @returns the finest of 0.01, 0.02, 0.05, 0.1, ... mm that carries the range in 16 bits */
export function chooseDepthScale(range: number): number {
  for (let decade = 100; ; decade /= 10) {
    for (const factor of [1, 2, 5]) {
      if ((65_535 * factor) / decade >= range) return factor / decade;
    }
  }
}
