import type { ObjectModel } from '../../datasets/poseDataset';
import type { Camera } from '../../geometry/camera';
import type { Pose, Vector3 } from '../../geometry/pose';
import { projectPoint } from '../../geometry/projection';
import { transformPoints } from '../../geometry/rigidMotion';
import type { AxesOverlay, BoxOverlay, ImagePoint } from './imageOverlay';

/**
 * @param style - color of the box, and whether it is dashed
 * @returns the box of an object under a pose, or null where a corner does not lie in front of the camera, as a
 * mistaken pose may have it
 */
export function poseBox(
  camera: Camera,
  pose: Pose,
  object: ObjectModel,
  style: Pick<BoxOverlay, 'color' | 'dashed'>,
): BoxOverlay | null {
  const corners = project(camera, pose, object.corners);
  return corners && { kind: 'box', corners, ...style };
}

/**
 * @param length - length of the axes, mm
 * @returns the axes of an object's frame under a pose, or null where an end does not lie in front of the camera
 */
export function poseAxes(camera: Camera, pose: Pose, length: number): AxesOverlay | null {
  const points = project(camera, pose, [
    [0, 0, 0],
    [length, 0, 0],
    [0, length, 0],
    [0, 0, length],
  ]);
  return points && { kind: 'axes', origin: points[0], ends: [points[1], points[2], points[3]] };
}

function project(camera: Camera, pose: Pose, points: readonly Vector3[]): ImagePoint[] | null {
  const seen = transformPoints(pose, Float64Array.from(points.flat()));
  const inCamera = points.map((_, at): Vector3 => [seen[3 * at], seen[3 * at + 1], seen[3 * at + 2]]);
  return inCamera.every(([, , z]) => z > 0) ? inCamera.map((point) => projectPoint(camera, point)) : null;
}
