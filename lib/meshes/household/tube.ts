import type { Vector3 } from '../../geometry/pose';
import type { MeshBuilder, TextureRegion } from '../meshBuilder';

const SIDES = 8;

/** A bent tube of eight sides through points, as handles and spouts are: cylinders from each point to the next. */
export function addTube(
  builder: MeshBuilder,
  points: readonly Vector3[],
  radius: number,
  region: TextureRegion,
): void {
  for (let index = 1; index < points.length; index++) {
    builder.addCylinder(points[index - 1], points[index], radius, SIDES, region);
  }
}

/**
 * Points of a half ring that stands upright on the +x or -x side of a body, as the handle of a cup.
 * @param reach - mm out of the body; negative for the -x side
 */
export function handlePoints(x: number, low: number, high: number, reach: number): Vector3[] {
  return Array.from({ length: 7 }, (_, index) => {
    const angle = (Math.PI * index) / 6;
    const middle = (low + high) / 2;
    return [x + reach * Math.sin(angle), 0, middle - ((high - low) / 2) * Math.cos(angle)];
  });
}
