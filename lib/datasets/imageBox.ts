import type { Random } from '../common/random';
import type { Affine } from '../geometry/affine';
import type { Camera } from '../geometry/camera';
import type { Pose } from '../geometry/pose';
import { projectPoint } from '../geometry/projection';
import { transformPoint } from '../geometry/rotations';
import type { ObjectModel } from './poseDataset';

/** An upright box in an image, px; it may reach out of it. */
export interface ImageBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How far a box is moved and scaled at random. */
export interface BoxJitter {
  /** Largest shift along each axis, as a share of the box's side */
  readonly shift: number;
  /** Largest change of scale: 0.25 for 0.75 to 1.25 */
  readonly scale: number;
}

/** The box around an object's projected points, hidden parts included. */
export function silhouetteBox({ points }: ObjectModel, pose: Pose, camera: Camera): ImageBox {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let start = 0; start < points.length; start += 3) {
    const point = [points[start], points[start + 1], points[start + 2]] as const;
    const [x, y] = projectPoint(camera, transformPoint(pose, point));
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { left, top, width: right - left, height: bottom - top };
}

/** Moves and scales a box at random. */
export function jitteredBox(
  { left, top, width, height }: ImageBox,
  { shift, scale }: BoxJitter,
  random: Random,
): ImageBox {
  const centerX = left + width * (0.5 + random.uniform(-shift, shift));
  const centerY = top + height * (0.5 + random.uniform(-shift, shift));
  const factor = 1 + random.uniform(-scale, scale);
  const [newWidth, newHeight] = [factor * width, factor * height];
  return { left: centerX - newWidth / 2, top: centerY - newHeight / 2, width: newWidth, height: newHeight };
}

/**
 * The map from an image to a square crop around a box.
 * @param padding - side of the square over the larger side of the box
 * @param size - side of the crop, px
 */
export function cropAffine({ left, top, width, height }: ImageBox, padding: number, size: number): Affine {
  const side = padding * Math.max(width, height, 1);
  const scale = size / side;
  const middle = (size - 1) / 2;
  return [scale, 0, middle - scale * (left + width / 2), 0, scale, middle - scale * (top + height / 2)];
}
