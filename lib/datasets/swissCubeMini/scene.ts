import type { Random } from '../../common/random';
import type { Matrix3, Pose, Vector3 } from '../../geometry/pose';
import { multiplyMatrices, randomRotation } from '../../geometry/rotations';
import { CUBESAT_SIDE } from '../../meshes/cubesat/cubesatMesh';
import type { SwissCubeMiniConfiguration } from './configuration';

/** km */
export const EARTH_RADIUS = 6371;
/** km, of SwissCube's orbit */
export const ORBIT_HEIGHT = 720;
/** Angle between the Earth's center and its limb, seen from the orbit, radians. */
export const EARTH_ANGLE = Math.asin(EARTH_RADIUS / (EARTH_RADIUS + ORBIT_HEIGHT));

/**
 * Everything random of one image but the grain of stars, clouds and noise. Directions are unit vectors in the
 * camera's frame.
 */
export interface SpaceScene {
  readonly pose: Pose;
  /** To the Sun */
  readonly sun: Vector3;
  /** To the Earth's center */
  readonly earth: Vector3;
  /** Sunlight on the object, 1 = a white surface that faces it is white */
  readonly exposure: number;
  /** Light from all sides that keeps shadows from being black */
  readonly fill: number;
}

/** Rows x, y, z of the camera: the faces +x, +y and +z are seen at equal angles, +z upward. */
const threeFaceView: Matrix3 = [
  -Math.SQRT1_2,
  Math.SQRT1_2,
  0,
  1 / Math.sqrt(6),
  1 / Math.sqrt(6),
  -2 / Math.sqrt(6),
  -1 / Math.sqrt(3),
  -1 / Math.sqrt(3),
  -1 / Math.sqrt(3),
];

const DEGREE = Math.PI / 180;
/** Share of images in which the Sun is ahead, in the image or near it. */
const SUN_AHEAD = 0.1;
/** Cosine between the viewing direction and the Sun, above which the Sun shines into the image. */
export const LEAST_GLARE_COSINE = Math.cos(50 * DEGREE);

/** @returns a random scene; it takes the same draws whatever the set's size */
export function sampleScene(random: Random, configuration: SwissCubeMiniConfiguration): SpaceScene {
  const pose = samplePose(random, configuration);
  const earth = sampleEarth(random, configuration);
  return {
    pose,
    earth,
    sun: sampleSun(random, earth),
    exposure: random.uniform(0.9, 1.5),
    fill: random.uniform(0.05, 0.11),
  };
}

function samplePose(random: Random, configuration: SwissCubeMiniConfiguration): Pose {
  const { width, height, focalLength, distance, maximumRotation, centerMargin } = configuration;
  const turn = randomRotation(random, maximumRotation * DEGREE);
  const z = CUBESAT_SIDE * random.uniform(distance.minimum, distance.maximum);
  // The image reaches from -0.5 to width - 0.5, as pixel centers lie at whole coordinates.
  const x = width * (random.uniform(centerMargin, 1 - centerMargin) - 0.5);
  const y = height * (random.uniform(centerMargin, 1 - centerMargin) - 0.5);
  return {
    rotation: multiplyMatrices(turn, threeFaceView),
    translation: [(x * z) / focalLength, (y * z) / focalLength, z],
  };
}

/** In half of the images the limb crosses the image, in a third the sky is empty, else the Earth fills it. */
function sampleEarth(random: Random, { width, focalLength }: SwissCubeMiniConfiguration): Vector3 {
  const halfView = Math.atan(width / 2 / focalLength);
  const kind = random.uniform();
  const limb = random.uniform(-0.9, 0.9) * halfView;
  const beyond = random.uniform(1.6, 2.6) * halfView;
  const around = random.uniform(0, 2 * Math.PI);
  const offset = kind < 0.5 ? limb : kind < 0.83 ? beyond : -beyond;
  const angle = Math.min(Math.PI, Math.max(0, EARTH_ANGLE + offset));
  return [Math.sin(angle) * Math.cos(around), Math.sin(angle) * Math.sin(around), Math.cos(angle)];
}

/** Mostly on the camera's side, at times ahead; never behind the Earth. */
function sampleSun(random: Random, earth: Vector3): Vector3 {
  for (;;) {
    const isAhead = random.uniform() < SUN_AHEAD;
    const z = isAhead ? random.uniform(LEAST_GLARE_COSINE, 1) : random.uniform(-1, 0);
    const around = random.uniform(0, 2 * Math.PI);
    const radius = Math.sqrt(1 - z * z);
    const sun: Vector3 = [radius * Math.cos(around), radius * Math.sin(around), z];
    if (dot(sun, earth) < Math.cos(EARTH_ANGLE)) return sun;
  }
}

function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
