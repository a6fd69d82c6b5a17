import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DatasetError } from '../../common/errors';
import type { Camera } from '../../geometry/camera';
import type { Pose } from '../../geometry/pose';
import { projectPoint } from '../../geometry/projection';
import { transformPoint } from '../../geometry/rotations';
import { renderDepth } from '../../meshes/renderer/renderer';
import { prepareMesh } from '../../meshes/renderer/renderMesh';
import { readBopDataset } from './bopDataset';
import { readMesh } from './meshFile';

const real = resolve(__dirname, '../../../../shared/real');
const isThere = existsSync(real);

/** Median of |expected - measured| in mm where both are known. */
function medianResidual(expected: Float32Array, measured: Float32Array): { median: number; count: number } {
  const residuals = [...expected.keys()]
    .filter((pixel) => expected[pixel] > 0 && measured[pixel] > 0)
    .map((pixel) => Math.abs(expected[pixel] - measured[pixel]))
    .sort((a, b) => a - b);
  return { median: residuals[residuals.length >> 1], count: residuals.length };
}

/** Depth of points without faces: the nearest in each pixel. */
function pointDepth(points: Float64Array, pose: Pose, camera: Camera): Float32Array {
  const depth = new Float32Array(camera.width * camera.height);
  for (let start = 0; start < points.length; start += 3) {
    const point = transformPoint(pose, [points[start], points[start + 1], points[start + 2]]);
    const [x, y] = projectPoint(camera, point).map(Math.round);
    const pixel = y * camera.width + x;
    if (depth[pixel] === 0 || point[2] < depth[pixel]) depth[pixel] = point[2];
  }
  return depth;
}

describe.skipIf(!isThere)(`real frames (skipped where ${real} is absent)`, () => {
  it('the can of LM-O lies where its pose says', async () => {
    const folder = join(real, 'lmo');
    const dataset = await readBopDataset(folder, { split: 'test', objectIds: [5] });
    const index = dataset.samples.findIndex((_, sample) => dataset.hasPixels(sample));
    const { camera, instances, imageId, sceneId } = dataset.samples[index];
    expect([sceneId, imageId]).toEqual([2, 3]);
    expect(await dataset.image(index)).toHaveLength(640 * 480 * 3);
    const mesh = prepareMesh(await readMesh(join(folder, 'models', 'obj_000005.ply')));
    const rendered = renderDepth(mesh, instances[0].pose, camera);
    const { median, count } = medianResidual(rendered, await dataset.depth(index));
    expect(count).toBeGreaterThan(2000);
    expect(median).toBeLessThan(10);
  });

  it('says what is missing of an image without pixels, and of masks', async () => {
    const dataset = await readBopDataset(join(real, 'lmo'), { split: 'test' });
    expect(dataset.samples).toHaveLength(200);
    expect(dataset.objects).toHaveLength(8);
    const without = dataset.samples.findIndex((_, sample) => !dataset.hasPixels(sample));
    await expect(dataset.pixels(without)).rejects.toThrow(DatasetError);
    await expect(dataset.pixels(0)).rejects.toThrow(/mask_visib/);
  });

  it('the cat of LM lies where its pose says', async () => {
    const options = { split: 'test', modelsFrom: join(real, 'lmo') } as const;
    const dataset = await readBopDataset(join(real, 'lm'), options);
    const { camera, instances } = dataset.samples[0];
    expect(instances[0]).not.toHaveProperty('visibleFraction');
    const expected = pointDepth(dataset.objects[0].points, instances[0].pose, camera);
    const { median, count } = medianResidual(expected, await dataset.depth(0));
    expect(count).toBeGreaterThan(1000);
    expect(median).toBeLessThan(5);
  });
});
