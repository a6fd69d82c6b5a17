import { describe, expect, it } from 'vitest';
import { Random } from '../../common/random';
import type { Pose } from '../../geometry/pose';
import { composePoses } from '../../geometry/rotations';
import { uniformRotation } from '../../geometry/randomRotations';
import { symmetryTransformations } from '../../geometry/symmetries';
import { measureExtent } from '../meshExtent';
import { mattMaterial, type Light } from '../renderer/light';
import { Renderer } from '../renderer/renderer';
import { prepareMesh } from '../renderer/renderMesh';
import { buildHousehold } from './household';
import { halfTurn } from './turns';

const objects = buildHousehold().map((object) => [object.name, object] as const);
const camera = [160, 0, 47.5, 0, 160, 47.5, 0, 0, 1];
/** From all sides alike, so that a turned object is lit as it was. */
const lights: readonly Light[] = [{ kind: 'ambient', color: [0.8, 0.8, 0.8] }];
const renderer = new Renderer(96, 96, 2);

describe.each(objects)('the %s', (_, { mesh, symmetries }) => {
  const prepared = prepareMesh(mesh, mattMaterial);
  const view = (pose: Pose): Float32Array =>
    renderer
      .render({ matrix: camera, instances: [{ mesh: prepared, pose, instance: 1 }], lights })
      .color.slice();
  /** Mean difference over the pixels that show the object, as a share of white. */
  const difference = (pose: Pose, motion: Pose): number => {
    const first = view(pose);
    const second = view(composePoses(pose, motion));
    const shown = first.filter((value, index) => value > 0 || second[index] > 0).length;
    return first.reduce((sum, value, index) => sum + Math.abs(value - second[index]), 0) / shown;
  };
  const poses = Array.from({ length: 6 }, (_, index): Pose => ({
    rotation: uniformRotation(new Random(index)),
    translation: [0, 0, 420],
  }));

  it('has the size of a thing of daily use, with its surface turned outward', () => {
    const { diameter, low, high } = measureExtent(mesh.positions);
    expect(diameter).toBeGreaterThan(100);
    expect(diameter).toBeLessThan(200);
    low.forEach((value, axis) => expect(Math.abs(value + high[axis])).toBeLessThan(diameter / 2));
    for (let start = 0; start < mesh.triangles.length; start += 3) {
      const [a, b, c] = Array.from(mesh.triangles.subarray(start, start + 3), (vertex) =>
        mesh.positions.subarray(3 * vertex, 3 * vertex + 3),
      );
      const [u, v] = [b, c].map((corner) => corner.map((value, axis) => value - a[axis]));
      const plane = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
      const normal = mesh.normals!.subarray(3 * mesh.triangles[start], 3 * mesh.triangles[start] + 3);
      expect(plane[0] * normal[0] + plane[1] * normal[1] + plane[2] * normal[2]).toBeGreaterThanOrEqual(
        -1e-3,
      );
    }
  });

  it(symmetries ? 'looks the same under its symmetries' : 'looks another after half a turn', () => {
    const declared = symmetryTransformations(symmetries ?? { discrete: [halfTurn] }, 0.4).slice(1);
    const differences = declared.flatMap((motion) => poses.map((pose) => difference(pose, motion)));
    if (symmetries) expect(Math.max(...differences)).toBeLessThan(0.03);
    else expect(Math.min(...differences)).toBeGreaterThan(0.04);
  });
});
