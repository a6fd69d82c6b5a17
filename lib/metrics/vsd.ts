import type { Camera } from '../geometry/camera';
import type { Pose } from '../geometry/pose';
import { viewRayLengths } from '../geometry/projection';
import { Renderer } from '../meshes/renderer/renderer';
import type { RenderMesh } from '../meshes/renderer/renderMesh';

/** How far surfaces lie from the camera, along the rays of its pixels. */
export type DistanceImage = Float64Array;

export interface DiscrepancyOptions {
  /** mm, delta: how far behind the measured surface a model's surface still counts as visible */
  readonly occlusionTolerance: number;
  /** mm, tau: surfaces that far apart do not match; one error each */
  readonly tolerances: readonly number[];
}

/** Renders and compares the distance images that the visible surface discrepancy is of, for one camera. */
export class SurfaceDistances {
  private readonly renderer: Renderer;
  private readonly rayLengths: Float64Array;

  constructor(private readonly camera: Camera) {
    this.renderer = new Renderer(camera.width, camera.height, 1);
    this.rayLengths = viewRayLengths(camera);
  }

  /** @returns [H, W] mm from the camera's center to an object's surface, 0 where it is not */
  rendered(mesh: RenderMesh, pose: Pose): DistanceImage {
    const { matrix } = this.camera;
    return this.ofDepth(this.renderer.renderGeometry(matrix, [{ mesh, pose, instance: 1 }]).depth);
  }

  /**
   * @param depth - [H, W] z, mm, 0 where unknown
   * @returns [H, W] mm from the camera's center, 0 where unknown
   */
  ofDepth(depth: Float32Array): DistanceImage {
    return this.rayLengths.map((length, pixel) => length * depth[pixel]);
  }
}

/**
 * Visible surface discrepancy (Hodan et al., ECCVW 2016; visibility as in arXiv 2009.07378): the share of the pixels
 * in which either surface is visible where not both are, or where they lie too far apart. Needs no symmetries: what
 * looks alike is alike.
 * @param measured - [H, W] distances of the scene, mm, 0 where unknown
 * @param estimated - of the object under the estimated pose
 * @param expected - of the object under the true pose
 * @returns an error a tolerance, 0 to 1; 1 where the object is visible under neither pose
 */
export function visibleSurfaceDiscrepancy(
  measured: DistanceImage,
  estimated: DistanceImage,
  expected: DistanceImage,
  { occlusionTolerance, tolerances }: DiscrepancyOptions,
): number[] {
  let union = 0;
  const gaps: number[] = [];
  for (let pixel = 0; pixel < measured.length; pixel++) {
    const scene = measured[pixel];
    const estimate = estimated[pixel];
    const truth = expected[pixel];
    const isUnoccluded = (distance: number) =>
      distance > 0 && (scene === 0 || distance - scene <= occlusionTolerance);
    const truthVisible = isUnoccluded(truth);
    const estimateVisible = isUnoccluded(estimate) || (truthVisible && estimate > 0);
    if (truthVisible || estimateVisible) union++;
    if (truthVisible && estimateVisible) gaps.push(Math.abs(truth - estimate));
  }
  if (union === 0) return tolerances.map(() => 1);
  return tolerances.map((tolerance) => {
    const apart = gaps.reduce((count, gap) => count + (gap >= tolerance ? 1 : 0), 0);
    return (apart + union - gaps.length) / union;
  });
}
