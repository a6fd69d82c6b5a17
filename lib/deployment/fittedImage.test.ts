import { describe, expect, it } from 'vitest';
import type { Camera } from '../geometry/camera';
import { projectPoint } from '../geometry/projection';
import { fitImage } from './fittedImage';

const camera: Camera = { matrix: [572.4, 0, 325.3, 0, 573.6, 242, 0, 0, 1], width: 640, height: 480 };
const point = [37, -52, 900] as const;

/** A soft bright blob where the point is seen, on black. */
function blobImage(): Uint8Array {
  const [x, y] = projectPoint(camera, point);
  const image = new Uint8Array(3 * camera.width * camera.height);
  for (let pixel = 0; pixel < camera.width * camera.height; pixel++) {
    const distance = Math.hypot((pixel % camera.width) - x, Math.floor(pixel / camera.width) - y);
    image.fill(Math.round(250 * Math.exp(-((distance / 20) ** 2))), 3 * pixel, 3 * pixel + 3);
  }
  return image;
}

function blobCenter(image: Uint8Array, width: number): [number, number] {
  let [mass, x, y] = [0, 0, 0];
  for (let pixel = 0; 3 * pixel < image.length; pixel++) {
    mass += image[3 * pixel];
    x += image[3 * pixel] * (pixel % width);
    y += image[3 * pixel] * Math.floor(pixel / width);
  }
  return [x / mass, y / mass];
}

describe('an image fitted to a network', () => {
  it.each([
    { name: 'whole, into a square', size: { width: 64, height: 64 }, matrix: undefined },
    { name: 'whole, into a size that divides nothing', size: { width: 101, height: 59 }, matrix: undefined },
    { name: 'whole, enlarged', size: { width: 800, height: 700 }, matrix: undefined },
    {
      name: 'through another camera',
      size: { width: 64, height: 64 },
      matrix: [76.8, 0, 31.5, 0, 76.8, 31.5, 0, 0, 1],
    },
  ])('shows a point where the new camera projects it: $name', ({ size, matrix }) => {
    const fitted = fitImage(blobImage(), camera, size, matrix);
    const [x, y] = blobCenter(fitted.image, size.width);
    const [expectedX, expectedY] = projectPoint(fitted.camera, point);
    expect(Math.hypot(x - expectedX, y - expectedY)).toBeLessThan(0.03);
    if (matrix !== undefined) {
      fitted.camera.matrix.forEach((value, index) => {
        expect(value).toBeCloseTo(matrix[index], 9);
      });
    }
  });

  it('is the image itself where its camera is the one to look through', () => {
    const image = blobImage();
    expect(fitImage(image, camera, camera, camera.matrix).image).toBe(image);
    expect(fitImage(image, camera, camera, undefined).image).toBe(image);
  });
});
