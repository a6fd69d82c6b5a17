import { expect, it } from 'vitest';
import { measureExtent } from '../meshExtent';
import { subdivide } from '../subdivision';
import { buildCubesat } from './cubesatMesh';
import { paintTextureAtlas } from './textureAtlas';

const cubesat = buildCubesat();

function triangleArea(positions: Float64Array, [a, b, c]: ArrayLike<number> & Iterable<number>): number {
  const edge = (from: number, to: number) =>
    [0, 1, 2].map((axis) => positions[3 * to + axis] - positions[3 * from + axis]);
  const [p, q] = [edge(a, b), edge(a, c)];
  return Math.hypot(p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]) / 2;
}

function surface({ positions, triangles }: { positions: Float64Array; triangles: Uint32Array }): number {
  let sum = 0;
  for (let start = 0; start < triangles.length; start += 3) {
    sum += triangleArea(positions, triangles.subarray(start, start + 3));
  }
  return sum;
}

it('is as large as SwissCube', () => {
  expect(measureExtent(cubesat.positions).diameter).toBeCloseTo(178.46, 4);
});

it('winds every triangle counter-clockwise seen along its normals', () => {
  const { positions, normals, triangles } = cubesat;
  for (let start = 0; start < triangles.length; start += 3) {
    const [a, b, c] = triangles.subarray(start, start + 3);
    const edge = (to: number) => [0, 1, 2].map((axis) => positions[3 * to + axis] - positions[3 * a + axis]);
    const [p, q] = [edge(b), edge(c)];
    const cross = [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]];
    const along = cross.reduce((sum, value, axis) => sum + value * normals![3 * a + axis], 0);
    expect(along).toBeGreaterThan(0);
  }
});

it('has six faces that differ in their mean color', () => {
  const { texture, faces } = paintTextureAtlas();
  const means = faces.map(({ left, right, top, bottom }) => {
    const sums = [0, 0, 0];
    let count = 0;
    for (let y = Math.round((1 - top) * texture.height); y < (1 - bottom) * texture.height; y++) {
      for (let x = Math.round(left * texture.width); x < right * texture.width; x++, count++) {
        sums.forEach(
          (_, channel) => (sums[channel] += texture.pixels[3 * (y * texture.width + x) + channel]),
        );
      }
    }
    return sums.map((sum) => sum / count);
  });
  means.forEach((a, i) =>
    means.slice(i + 1).forEach((b) => {
      expect(Math.hypot(...a.map((value, channel) => value - b[channel]))).toBeGreaterThan(25);
    }),
  );
});

it('keeps surface and diameter when subdivided', () => {
  const fine = subdivide(cubesat, 14);
  expect(surface(fine)).toBeCloseTo(surface(cubesat), 1);
  expect(measureExtent(fine.positions).diameter).toBe(measureExtent(cubesat.positions).diameter);
  for (let start = 0; start < fine.triangles.length; start += 3) {
    const corners = fine.triangles.subarray(start, start + 3);
    corners.forEach((a, index) => {
      const b = corners[(index + 1) % 3];
      const length = Math.hypot(
        ...[0, 1, 2].map((axis) => fine.positions[3 * a + axis] - fine.positions[3 * b + axis]),
      );
      expect(length).toBeLessThanOrEqual(14);
    });
  }
});
