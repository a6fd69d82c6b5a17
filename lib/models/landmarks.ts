import type { ObjectModel } from '../datasets/poseDataset';

/**
 * Chooses landmarks that lie far from each other: the first is the point farthest from the center of the box, each further one
 * the point that is farthest from those chosen.
 * @param count - at most as many as the object has points
 * @returns [count, 3] mm
 * @throws RangeError when the object has fewer points
 */
export function farthestLandmarks({ points, corners }: ObjectModel, count: number): Float64Array {
  const total = points.length / 3;
  if (count > total) throw new RangeError(`${count} landmarks of ${total} points`);
  const center = [0, 1, 2].map((axis) => (corners[0][axis] + corners[7][axis]) / 2);
  const distances = new Float64Array(total).map((_, point) => squaredDistance(points, point, center));
  const landmarks = new Float64Array(3 * count);
  for (let landmark = 0; landmark < count; landmark++) {
    const chosen = distances.reduce((best, value, point) => (value > distances[best] ? point : best), 0);
    const position = points.subarray(3 * chosen, 3 * chosen + 3);
    landmarks.set(position, 3 * landmark);
    for (let point = 0; point < total; point++) {
      const distance = squaredDistance(points, point, position);
      distances[point] = landmark === 0 ? distance : Math.min(distances[point], distance);
    }
  }
  return landmarks;
}

function squaredDistance(
  points: Float64Array,
  point: number,
  [x, y, z]: ArrayLike<number> & Iterable<number>,
): number {
  return (points[3 * point] - x) ** 2 + (points[3 * point + 1] - y) ** 2 + (points[3 * point + 2] - z) ** 2;
}
