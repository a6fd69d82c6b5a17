import type { Vector3 } from '../../geometry/pose';
import type { Mesh } from '../mesh';
import { boxSides, MeshBuilder } from '../meshBuilder';
import { paintTextureAtlas } from './textureAtlas';

/** mm: the body is a cube of this side; distances of rendered sets are counted in it. */
export const CUBESAT_SIDE = 100;

const BODY = CUBESAT_SIDE / 2;
/** The rails stand out of the body along z so far that opposite rail ends are 178.46 mm apart, as SwissCube's. */
const RAIL_END = Math.sqrt(178.46 ** 2 - 2 * CUBESAT_SIDE ** 2) / 2;
const RAIL_WIDTH = 7;
/** The panels lie a little deeper than the rails. */
const PANEL = BODY - 0.8;

/**
 * A 1U cubesat: a body with six different faces, four rails along z, two tape antennas, a whip and a camera. The
 * object's frame has its origin at the body's center and z through the camera. Always the same.
 */
export function buildCubesat(): Mesh {
  const { texture, faces, swatches } = paintTextureAtlas();
  const builder = new MeshBuilder();
  const panels = boxSides([-PANEL, -PANEL, -PANEL], [PANEL, PANEL, PANEL]);
  panels.forEach((panel, side) => builder.addQuad(panel, faces[side]));

  for (const x of [-1, 1]) {
    for (const y of [-1, 1]) {
      const outer: Vector3 = [x * BODY, y * BODY, RAIL_END];
      const inner: Vector3 = [x * (BODY - RAIL_WIDTH), y * (BODY - RAIL_WIDTH), -RAIL_END];
      builder.addBox(lowest(outer, inner), highest(outer, inner), swatches.aluminum);
    }
  }

  // Camera: barrel and glass over the deck's ring (30 mm from the left and 32 mm from the top of its picture).
  const camera: Vector3 = [-PANEL + 0.3 * 2 * PANEL, PANEL - 0.32 * 2 * PANEL, PANEL];
  builder.addCylinder(camera, lifted(camera, 5), 16, 24, swatches.black);
  builder.addCylinder(lifted(camera, 5), lifted(camera, 6), 11, 24, swatches.steel, swatches.glass);

  // Tape antennas, unrolled from the upper edges of the -x and -y sides, and a whip on the deck.
  builder.addBox([-78, -4, 38], [-PANEL, 4, 39], swatches.steel);
  builder.addBox([-PANEL - 5, -7, 34], [-PANEL, 7, 43], swatches.black);
  builder.addBox([-4, -78, 38], [4, -PANEL, 39], swatches.brass);
  builder.addBox([-7, -PANEL - 5, 34], [7, -PANEL, 43], swatches.black);
  builder.addCylinder([30, -36, PANEL], [30, -36, 76], 1.6, 8, swatches.brass);
  return builder.build(texture);
}

function lifted([x, y, z]: Vector3, height: number): Vector3 {
  return [x, y, z + height];
}

function lowest(a: Vector3, b: Vector3): Vector3 {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.min(a[2], b[2])];
}

function highest(a: Vector3, b: Vector3): Vector3 {
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.max(a[2], b[2])];
}
