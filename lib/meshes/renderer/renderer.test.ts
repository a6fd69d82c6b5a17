import { describe, expect, it } from 'vitest';
import { Random } from '../../common/random';
import type { Pose, Vector3 } from '../../geometry/pose';
import { randomRotation, rotationAbout } from '../../geometry/rotations';
import type { Mesh } from '../mesh';
import { encodeLinear, linearOfByte } from './colorSpace';
import type { Light } from './light';
import { Renderer, renderDepth } from './renderer';
import { prepareMesh } from './renderMesh';

const matrix = [50, 0, 31.5, 0, 50, 31.5, 0, 0, 1];
const camera = { matrix, width: 64, height: 64 };
const white: Light = { kind: 'ambient', color: [1, 1, 1] };
const upright: Pose = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 200] };

/** A square in the plane z = 0 that faces the camera, cut into cells. */
function grid(halfSide: number, cells: number): Mesh {
  const positions: number[] = [];
  const textureCoordinates: number[] = [];
  const triangles: number[] = [];
  for (let row = 0; row <= cells; row++) {
    for (let column = 0; column <= cells; column++) {
      positions.push(((2 * column) / cells - 1) * halfSide, ((2 * row) / cells - 1) * halfSide, 0);
      textureCoordinates.push(column / cells, 1 - row / cells);
    }
  }
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      const first = row * (cells + 1) + column;
      triangles.push(first, first + cells + 1, first + 1, first + 1, first + cells + 1, first + cells + 2);
    }
  }
  return {
    positions: Float64Array.from(positions),
    textureCoordinates: Float64Array.from(textureCoordinates),
    triangles: Uint32Array.from(triangles),
  };
}

/** Where the pixel's ray meets the plane of the posed square: distance along z, and place in the square. */
function intersect(
  { rotation: r, translation: t }: Pose,
  x: number,
  y: number,
): { z: number; local: number[] } {
  const ray = [(x - matrix[2]) / matrix[0], (y - matrix[5]) / matrix[4], 1];
  const normal = [r[2], r[5], r[8]];
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + value * b[i], 0);
  const z = dot(normal, t) / dot(normal, ray);
  const offset = ray.map((part, axis) => part * z - t[axis]);
  return { z, local: [0, 1].map((axis) => dot([r[axis], r[3 + axis], r[6 + axis]], offset)) };
}

describe('depth', () => {
  it('is z along the rays of pixel centers, without cracks between triangles', () => {
    const random = new Random(5);
    const mesh = prepareMesh(grid(60, 9));
    for (let trial = 0; trial < 20; trial++) {
      const pose: Pose = { rotation: randomRotation(random, 1), translation: [8, -5, 220] };
      const depth = renderDepth(mesh, pose, camera);
      let seen = 0;
      for (let pixel = 0; pixel < depth.length; pixel++) {
        const { z, local } = intersect(pose, pixel % 64, Math.floor(pixel / 64));
        const outside = Math.max(...local.map(Math.abs)) - 60;
        if (outside < -1e-3) {
          expect(Math.abs(depth[pixel] / z - 1)).toBeLessThan(1e-5);
          seen++;
        } else if (outside > 1e-3) {
          expect(depth[pixel]).toBe(0);
        }
      }
      expect(seen).toBeGreaterThan(100);
    }
  });

  it('cuts what lies behind the near plane', () => {
    // A floor that starts behind the camera and ends 1 m ahead.
    const floor = prepareMesh(grid(1000, 1));
    const pose: Pose = { rotation: rotationAbout([1, 0, 0], Math.PI / 2), translation: [0, 40, 0] };
    const depth = renderDepth(floor, pose, camera);
    expect(depth[63 * 64 + 32]).toBeCloseTo((40 * 50) / 31.5, 2);
    expect(depth[34 * 64 + 32]).toBeCloseTo((40 * 50) / 2.5, 1);
    expect(depth.subarray(0, 64 * 32).every((z) => z === 0)).toBe(true);
  });
});

describe('instances', () => {
  it('show the nearer one, whatever the order', () => {
    const near = { mesh: prepareMesh(grid(20, 1)), pose: upright, instance: 7 };
    const far = {
      mesh: prepareMesh(grid(60, 1)),
      pose: { ...upright, translation: [0, 0, 300] as Vector3 },
      instance: 9,
    };
    const renderer = new Renderer(64, 64, 2);
    const first = renderer.render({ matrix, instances: [near, far], lights: [white] }).instanceMap.slice();
    const second = renderer.render({ matrix, instances: [far, near], lights: [white] }).instanceMap;
    expect(second).toEqual(first);
    expect(first[32 * 64 + 32]).toBe(7);
    expect(first[32 * 64 + 40]).toBe(9);
    expect(first[0]).toBe(0);
  });
});

describe('color', () => {
  it('interpolates texture with perspective', () => {
    const size = 256;
    const ramp = Uint8Array.from({ length: 3 * size * size }, (_, index) => Math.floor(index / 3) % size);
    const mesh = prepareMesh({ ...grid(60, 1), texture: { width: size, height: size, pixels: ramp } });
    const pose: Pose = { rotation: rotationAbout([0, 1, 0], 1), translation: [0, 0, 160] };
    const { color, instanceMap } = new Renderer(64, 64, 1).render({
      matrix,
      instances: [{ mesh, pose, instance: 1 }],
      lights: [white],
    });
    let compared = 0;
    for (let x = 1; x < 63; x++) {
      const row = 32 * 64;
      if (instanceMap[row + x - 1] + instanceMap[row + x] + instanceMap[row + x + 1] < 3) continue;
      const u = (intersect(pose, x, 32).local[0] + 60) / 120;
      const shown = encodeLinear(color[3 * (row + x)]);
      // Coarse texture levels average linear light, which is a little off the ramp's middle.
      expect(Math.abs(shown - (u * size - 0.5))).toBeLessThan(3);
      compared++;
    }
    expect(compared).toBeGreaterThan(10);
  });

  it('follows the cosine law, with a highlight where light is mirrored to the camera', () => {
    const material = { ambient: 0, diffuse: 0.6, specular: 0.4, shininess: 20 };
    const mesh = prepareMesh({ ...grid(60, 1), colors: new Uint8Array(12).fill(255) }, material);
    const centered = [50, 0, 32, 0, 50, 32, 0, 0, 1];
    const shade = (direction: Vector3) =>
      new Renderer(64, 64, 1).render({
        matrix: centered,
        instances: [{ mesh, pose: upright, instance: 1 }],
        lights: [{ kind: 'directional', direction, color: [1, 1, 1] }],
      }).color[3 * (32 * 64 + 32)];
    const angle = 0.5;
    expect(shade([0, 0, -1])).toBeCloseTo(1, 6);
    expect(shade([Math.sin(angle), 0, -Math.cos(angle)])).toBeCloseTo(
      0.6 * Math.cos(angle) + 0.4 * Math.cos(angle) ** 20,
      6,
    );
    expect(shade([0, 0, 1])).toBe(0);
  });

  it('takes half of a hemisphere at right angles', () => {
    const mesh = prepareMesh({ ...grid(60, 1), colors: new Uint8Array(12).fill(255) });
    const light: Light = { kind: 'hemisphere', direction: [1, 0, 0], color: [0.8, 0.4, 0] };
    const instances = [{ mesh, pose: upright, instance: 1 }];
    const { color } = new Renderer(64, 64, 1).render({ matrix, instances, lights: [light] });
    const center = 3 * (32 * 64 + 32);
    expect(color[center]).toBeCloseTo(0.4, 6);
    expect(color[center + 1]).toBeCloseTo(0.2, 6);
  });

  it('mixes surface and background by the share of a pixel that is covered', () => {
    const mesh = prepareMesh({ ...grid(60, 1), colors: new Uint8Array(12).fill(255) });
    // The left edge lies at x = 16.5 + 0.25 px: three quarters of pixel 17 are covered.
    const shifted: Pose = { ...upright, translation: [1, 0, 200] };
    const { color } = new Renderer(64, 64, 4).render({
      matrix,
      instances: [{ mesh, pose: shifted, instance: 1 }],
      lights: [white],
      background: new Float32Array(3 * 64 * 64).fill(0.2),
    });
    const at = (x: number) => color[3 * (32 * 64 + x)];
    expect(at(16)).toBeCloseTo(0.2, 6);
    expect(at(17)).toBeCloseTo(0.75 + 0.25 * 0.2, 6);
    expect(at(18)).toBeCloseTo(1, 6);
  });

  it('encodes every sRGB byte back to itself', () => {
    for (let byte = 0; byte < 256; byte++) expect(Math.round(encodeLinear(linearOfByte[byte]))).toBe(byte);
  });
});
