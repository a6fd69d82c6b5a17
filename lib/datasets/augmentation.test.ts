import type { Affine } from '../geometry/affine';
import { describe, expect, it } from 'vitest';
import { Random } from '../common/random';
import { projectPoint } from '../geometry/projection';
import { augment, noAugmentation } from './augmentation';
import { warp, type CameraImage } from './imageWarp';

const width = 48;
const height = 40;
const camera = { matrix: [60, 0, 23.5, 0, 60, 19.5, 0, 0, 1], width, height };

/** A black image with a soft bright dot where a point of the camera's frame is seen. */
function dotImage(point: readonly [number, number, number]): CameraImage {
  const [x, y] = projectPoint(camera, point);
  const image = new Uint8Array(3 * width * height);
  const instanceMap = new Uint8Array(width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const distance = Math.hypot((pixel % width) - x, Math.floor(pixel / width) - y);
    image.fill(Math.round(255 * Math.exp(-0.5 * (distance / 2) ** 2)), 3 * pixel, 3 * pixel + 3);
    if (distance < 4) instanceMap[pixel] = 1;
  }
  return { image, instanceMap, camera };
}

function centroid(weights: ArrayLike<number>, stride: number): [number, number] {
  let [sum, x, y] = [0, 0, 0];
  for (let pixel = 0; pixel < width * height; pixel++) {
    const weight = weights[stride * pixel];
    sum += weight;
    x += weight * (pixel % width);
    y += weight * Math.floor(pixel / width);
  }
  return [x / sum, y / sum];
}

describe('augmentation', () => {
  it('moves the camera with the pixels: what is projected lands on what is drawn', () => {
    const strong = { ...noAugmentation, shift: 0.08, scale: 0.2, rotation: 30 };
    let farthest = 0;
    const maskOffsets: [number, number][] = [];
    for (let trial = 0; trial < 100; trial++) {
      const random = Random.derive(1, 'dot', trial);
      const point = [random.uniform(-20, 20), random.uniform(-20, 20), random.uniform(250, 300)] as const;
      const source = dotImage(point);
      const moved = augment(source, strong, random);
      const [x, y] = projectPoint(moved.camera, point);
      const [dotX, dotY] = centroid(moved.image, 3);
      expect(Math.hypot(dotX - x, dotY - y), `trial ${trial}`).toBeLessThan(0.05);
      const [maskX, maskY] = centroid(moved.instanceMap, 1);
      maskOffsets.push([maskX - x, maskY - y]);
      const [before] = projectPoint(camera, point);
      farthest = Math.max(farthest, Math.abs(x - before));
    }
    expect(farthest).toBeGreaterThan(2);
    for (const axis of [0, 1]) {
      const mean = maskOffsets.reduce((sum, offset) => sum + offset[axis], 0) / maskOffsets.length;
      expect(Math.abs(mean)).toBeLessThan(0.1);
    }
  });

  it('keeps to its bounds and turns about the middle of the image', () => {
    const source = dotImage([0, 0, 100]);
    for (let trial = 0; trial < 50; trial++) {
      const { camera: turned } = augment(
        source,
        { ...noAugmentation, scale: 0.1, rotation: 90 },
        Random.derive(2, trial),
      );
      const [x, y] = projectPoint(turned, [0, 0, 100]);
      expect(Math.hypot(x - 23.5, y - 19.5)).toBeLessThan(1e-9);
      const scale = Math.hypot(turned.matrix[0], turned.matrix[3]) / 60;
      expect(Math.abs(scale - 1)).toBeLessThanOrEqual(0.1);
    }
  });

  it('repeats the border in the image and leaves the mask empty outside', () => {
    const image = new Uint8Array(3 * width * height).fill(90);
    const source = { image, instanceMap: new Uint8Array(width * height).fill(1), camera };
    const right: Affine = [1, 0, 10, 0, 1, 0];
    const moved = warp(source, right, width, height);
    expect(new Set(moved.image)).toEqual(new Set([90]));
    for (let pixel = 0; pixel < width * height; pixel++)
      expect(moved.instanceMap[pixel]).toBe(pixel % width >= 10 ? 1 : 0);
    expect(moved.camera.matrix[2]).toBe(33.5);
  });

  it('changes nothing where it is told nothing, and colors within their bytes alone', () => {
    const source = dotImage([3, -5, 250]);
    expect(augment(source, noAugmentation, new Random(1))).toEqual(source);
    const before = Uint8Array.from(source.image);
    const colored = augment(
      source,
      { ...noAugmentation, brightness: 0.3, contrast: 0.5, noise: 20 },
      Random.derive(3, 'color'),
    );
    expect(source.image).toEqual(before);
    expect(colored.image).not.toEqual(before);
    expect(colored.instanceMap).toEqual(source.instanceMap);
    expect(colored.camera).toEqual(camera);
  });

  it('is the same for a seed', () => {
    const all = { shift: 0.1, scale: 0.1, rotation: 10, brightness: 0.1, contrast: 0.1, noise: 5 };
    const draw = (seed: number) => augment(dotImage([0, 0, 250]), all, Random.derive(seed, 'image'));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(2).image).not.toEqual(draw(1).image);
  });
});
