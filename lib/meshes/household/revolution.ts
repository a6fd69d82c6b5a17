import type { Vector3 } from '../../geometry/pose';
import type { MeshBuilder, TextureRegion } from '../meshBuilder';

/** A point of an outline: distance from the axis and height, mm. */
export type OutlinePoint = readonly [radius: number, height: number];

/**
 * Turns an outline about the z axis. Each piece of it is shaded as flat along the outline and round about the axis.
 * @param outline - from the lowest point to the highest, the outside to its right
 * @param sectors - pieces of a turn; the texture's region goes around once, from the x axis toward y
 */
export function addRevolution(
  builder: MeshBuilder,
  outline: readonly OutlinePoint[],
  sectors: number,
  region: TextureRegion,
): void {
  const heights = outline.map(([, height]) => height);
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const across = (share: number) => region.left + share * (region.right - region.left);
  const up = (height: number) =>
    region.bottom + ((height - low) / (high - low)) * (region.top - region.bottom);
  for (let piece = 1; piece < outline.length; piece++) {
    const [[r0, z0], [r1, z1]] = [outline[piece - 1], outline[piece]];
    const slope = Math.hypot(r1 - r0, z1 - z0);
    const normalAt = (angle: number): Vector3 => [
      ((z1 - z0) / slope) * Math.cos(angle),
      ((z1 - z0) / slope) * Math.sin(angle),
      (r0 - r1) / slope,
    ];
    const at = (radius: number, height: number, angle: number): Vector3 => [
      radius * Math.cos(angle),
      radius * Math.sin(angle),
      height,
    ];
    for (let sector = 0; sector < sectors; sector++) {
      const [a, b] = [(2 * Math.PI * sector) / sectors, (2 * Math.PI * (sector + 1)) / sectors];
      builder.addQuad(
        [at(r0, z0, a), at(r0, z0, b), at(r1, z1, b), at(r1, z1, a)],
        {
          left: across(sector / sectors),
          right: across((sector + 1) / sectors),
          bottom: up(z0),
          top: up(z1),
        },
        [normalAt(a), normalAt(b), normalAt(b), normalAt(a)],
      );
    }
  }
}
