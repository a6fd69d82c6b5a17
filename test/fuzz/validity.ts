import type { TensorMap } from '../../lib/common/safetensors';
import type { BopResults } from '../../lib/datasets/bop/results/resultsReader';
import { ROTATION_TOLERANCE } from '../../lib/datasets/bop/results/rotationFault';
import type { Detection } from '../../lib/datasets/detections';
import type { PoseDataset, SamplePixels } from '../../lib/datasets/poseDataset';
import type { Pose } from '../../lib/geometry/pose';
import { isRotation } from '../../lib/geometry/rotations';
import type { Mesh } from '../../lib/meshes/mesh';

/** What annotated rotations may be off, in the readers of data sets */
const ANNOTATION_TOLERANCE = 0.0201;

/** @throws RangeError when a condition on what was read does not hold */
export function demand(holds: boolean, what: string): void {
  if (!holds) throw new RangeError(`read, but ${what}`);
}

/** Demands of a split what everything that works with it relies on. */
export function checkDataset({ samples, objects, width, height }: PoseDataset): void {
  demand(width > 0 && height > 0 && samples.length > 0, 'without images');
  for (const { camera, instances, sceneId, imageId } of samples) {
    demand(areFinite([sceneId, imageId]), 'ids are no numbers');
    demand(
      areFinite(camera.matrix) && camera.matrix[0] > 0 && camera.matrix[4] > 0,
      'the camera sees nothing',
    );
    for (const { pose, objectId, visibleFraction = 0 } of instances) {
      checkPose(pose, ANNOTATION_TOLERANCE);
      demand(
        objects.some(({ id }) => id === objectId),
        'an instance is of no object',
      );
      demand(visibleFraction >= 0 && visibleFraction <= 1, 'a visible fraction is no share');
    }
  }
  for (const { diameter, corners, points, triangles = [], symmetries } of objects) {
    demand(diameter > 0 && areFinite([diameter, ...corners.flat()]), 'an object has no size');
    demand(points.length >= 3 && areFinite(points), 'an object has points that are no numbers');
    demand(
      triangles.every((vertex) => vertex < points.length / 3),
      'a triangle has no corner',
    );
    for (const symmetry of symmetries) checkPose(symmetry, ANNOTATION_TOLERANCE);
  }
}

/** Demands that there is a color and an instance for each pixel. */
export function checkPixels({ width, height }: PoseDataset, { image, instanceMap }: SamplePixels): void {
  demand(image.length === 3 * width * height && instanceMap.length === width * height, 'pixels are missing');
}

/** Demands that a mesh can be rendered. */
export function checkMesh({
  positions,
  triangles,
  normals,
  colors,
  textureCoordinates,
  texture,
}: Mesh): void {
  const count = positions.length / 3;
  demand(positions.length >= 3 && Number.isInteger(count) && areFinite(positions), 'vertices are no numbers');
  demand(
    triangles.length % 3 === 0 && triangles.every((vertex) => vertex < count),
    'a triangle has no corner',
  );
  for (const [values, size] of [
    [normals, 3],
    [colors, 3],
    [textureCoordinates, 2],
  ] as const) {
    // prettier-ignore
    demand(values === undefined || (values.length === size * count && areFinite(values)), 'vertices lack something');
  }
  if (texture === undefined) return;
  demand(texture.pixels.length === 3 * texture.width * texture.height, 'texels are missing');
}

/** Demands of results what their reader promises. */
export function checkResults({ estimates, rejected }: BopResults): void {
  demand(estimates.length > 0, 'there is no estimate');
  for (const { score, seconds, pose, sceneId, imageId, objectId } of estimates) {
    demand(areFinite([score, seconds]), 'a score or time is no number');
    demand([sceneId, imageId, objectId].every(Number.isSafeInteger), 'an id is no whole number');
    checkPose(pose, ROTATION_TOLERANCE * 1.001);
  }
  demand(
    rejected.every(({ line }) => line > 0),
    'a rejected line has no number',
  );
}

/** Demands boxes that can be cut out, the surest of an image first. */
export function checkDetections(images: readonly (readonly Detection[])[]): void {
  demand(images.flat().length > 0, 'there is no detection');
  for (const detections of images) {
    for (const { box, score, objectId } of detections) {
      demand(areFinite([box.left, box.top, box.width, box.height, score]), 'a box or score is no number');
      demand(box.width > 0 && box.height > 0, 'a box has no size');
      demand(Number.isSafeInteger(objectId) && objectId > 0, 'an object has no id');
    }
    const scores = detections.map(({ score }) => score);
    demand(
      scores.every((score, index) => index === 0 || score <= scores[index - 1]),
      'a surer detection comes later',
    );
  }
}

/** Demands that each tensor has as many elements as its shape says. */
export function checkTensors(tensors: TensorMap): void {
  demand(tensors.size > 0, 'there is no tensor');
  for (const { shape, data } of tensors.values()) {
    const size = shape.reduce((product, extent) => product * extent, 1);
    demand(data.length === size, 'a tensor has another size than its shape');
  }
}

function checkPose({ rotation, translation }: Pose, tolerance: number): void {
  demand(areFinite(translation), 'a translation is no number');
  demand(rotation.length === 9 && isRotation(rotation, tolerance), 'a rotation is none');
}

/** @returns whether all are numbers, none NaN or infinite */
export function areFinite(values: Iterable<number>): boolean {
  for (const value of values) if (!Number.isFinite(value)) return false;
  return true;
}
