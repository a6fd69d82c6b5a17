import { describe, expect, it } from 'vitest';
import type { Camera } from '../geometry/camera';
import type { Pose } from '../geometry/pose';
import { identityRotation, rotationAbout } from '../geometry/rotations';
import { prepareMesh } from '../meshes/renderer/renderMesh';
import { SurfaceDistances, visibleSurfaceDiscrepancy } from './vsd';

const camera: Camera = { matrix: [100, 0, 49.5, 0, 100, 49.5, 0, 0, 1], width: 100, height: 100 };
/** A square plate of 200 mm that faces the camera. */
const plate = prepareMesh({
  positions: Float64Array.of(-100, -100, 0, 100, -100, 0, 100, 100, 0, -100, 100, 0),
  triangles: Uint32Array.of(0, 1, 2, 0, 2, 3),
});
const distances = new SurfaceDistances(camera);
const at = (x: number, y: number, z: number): Pose => ({
  rotation: identityRotation,
  translation: [x, y, z],
});
const options = { occlusionTolerance: 15, tolerances: [5, 20] };
const truth = distances.rendered(plate, at(0, 0, 500));
const nothing = truth.map(() => 0);

describe('visible surface discrepancy', () => {
  it('is exactly 0 for the truth and for what looks like it', () => {
    expect(visibleSurfaceDiscrepancy(truth, truth, truth, options)).toEqual([0, 0]);
    const quarterTurn: Pose = { rotation: rotationAbout([0, 0, 1], Math.PI / 2), translation: [0, 0, 500] };
    const turned = distances.rendered(plate, quarterTurn);
    expect(visibleSurfaceDiscrepancy(truth, turned, truth, options)).toEqual([0, 0]);
  });

  it('measures distances from the camera, not depth', () => {
    const corner = truth.find((distance) => distance > 0)!;
    expect(corner).toBeCloseTo(500 * Math.hypot(19.5 / 100, 19.5 / 100, 1), 3);
  });

  it('counts surfaces apart by more than the tolerance', () => {
    const nearer = distances.rendered(plate, at(0, 0, 490));
    const [strict, lax] = visibleSurfaceDiscrepancy(nothing, nearer, truth, options);
    expect(strict).toBe(1);
    expect(lax).toBeLessThan(0.1);
  });

  it('counts pixels that only one of the two covers', () => {
    // Moved by half of the plate's 40 px: of 60 x 40 px in which either is, 20 x 40 have both.
    const shifted = distances.rendered(plate, at(100, 0, 500));
    expect(visibleSurfaceDiscrepancy(truth, shifted, truth, options)[0]).toBeCloseTo(2 / 3, 9);
  });

  it('leaves out what something nearer hides, under either pose', () => {
    const half = truth.map((_, pixel) => (pixel % 100 < 50 ? 300 : 0));
    expect(visibleSurfaceDiscrepancy(half, truth, truth, options)).toEqual([0, 0]);
    const hidden = distances.rendered(plate, at(-100, 0, 500));
    // The shifted plate reaches 20 px to the left, where it is hidden, and lacks the truth's right 20 px.
    expect(visibleSurfaceDiscrepancy(half, hidden, truth, options)[0]).toBe(1);
    expect(
      visibleSurfaceDiscrepancy(
        truth.map(() => 100),
        truth,
        truth,
        options,
      ),
    ).toEqual([1, 1]);
  });
});
