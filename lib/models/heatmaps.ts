import { composeAffine, invertAffine, type Affine } from '../geometry/affine';
import { projectPoint } from '../geometry/projection';
import { transformPoint } from '../geometry/rotations';
import type { Camera } from '../geometry/camera';
import type { Pose } from '../geometry/pose';
import type { Correspondences } from './zebraDecoding';

/** Deviation of a landmark's bump, px of the maps (arXiv 1902.09212). */
const bumpDeviation = 2;
/** From the pixels of a crop to those of the heatmaps, a quarter as many a side. */
const cropToHeatmap: Affine = [0.25, 0, -0.375, 0, 0.25, -0.375];

/**
 * Draws a bump of height 1 where each landmark is.
 * @param landmarks - [L, 3] mm
 * @param toCrop - from the image to the crop
 * @param maps - [S, S, L], overwritten
 */
export function drawHeatmaps(
  landmarks: Float64Array,
  pose: Pose,
  camera: Camera,
  toCrop: Affine,
  maps: Float32Array,
): void {
  const count = landmarks.length / 3;
  const side = Math.round(Math.sqrt(maps.length / count));
  const [a, b, c, d, e, f] = composeAffine(cropToHeatmap, toCrop);
  for (let landmark = 0; landmark < count; landmark++) {
    const [px, py, pz] = landmarks.subarray(3 * landmark, 3 * landmark + 3);
    const [u, v] = projectPoint(camera, transformPoint(pose, [px, py, pz]));
    const [x, y] = [a * u + b * v + c, d * u + e * v + f];
    for (let pixel = 0; pixel < side * side; pixel++) {
      const square = ((pixel % side) - x) ** 2 + (Math.floor(pixel / side) - y) ** 2;
      maps[pixel * count + landmark] = Math.exp(-square / (2 * bumpDeviation ** 2));
    }
  }
}

/**
 * Reads off where each landmark is: the highest pixel, moved by a parabola through its neighbors along each axis.
 * @param maps - [S, S, L]
 * @param threshold - height below which a landmark counts as not seen
 * @returns the landmarks that are seen, in the whole image
 */
export function readHeatmaps(
  maps: Float32Array,
  landmarks: Float64Array,
  toCrop: Affine,
  threshold: number,
): Correspondences {
  const count = landmarks.length / 3;
  const side = Math.round(Math.sqrt(maps.length / count));
  const [a, b, c, d, e, f] = invertAffine(composeAffine(cropToHeatmap, toCrop));
  const objectPoints: number[] = [];
  const imagePoints: number[] = [];
  for (let landmark = 0; landmark < count; landmark++) {
    const at = (x: number, y: number) => maps[(y * side + x) * count + landmark];
    let highest = 0;
    for (let pixel = 1; pixel < side * side; pixel++)
      if (maps[pixel * count + landmark] > maps[highest * count + landmark]) highest = pixel;
    const [column, row] = [highest % side, Math.floor(highest / side)];
    if (!(at(column, row) > threshold)) continue;
    const x = column + vertex(column, side, (place) => at(place, row));
    const y = row + vertex(row, side, (place) => at(column, place));
    objectPoints.push(...landmarks.subarray(3 * landmark, 3 * landmark + 3));
    imagePoints.push(a * x + b * y + c, d * x + e * y + f);
  }
  return { objectPoints: Float64Array.from(objectPoints), imagePoints: Float64Array.from(imagePoints) };
}

/** Where the parabola through a maximum and its neighbors is highest, from the maximum; of logarithms, as bumps are normal. */
function vertex(place: number, side: number, height: (place: number) => number): number {
  if (place === 0 || place === side - 1) return 0;
  const [before, top, after] = [place - 1, place, place + 1].map((at) =>
    Math.log(Math.max(height(at), 1e-6)),
  );
  const curvature = before - 2 * top + after;
  return curvature < 0 ? (before - after) / (2 * curvature) : 0;
}
