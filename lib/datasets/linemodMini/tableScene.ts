import type { Random } from '../../common/random';
import type { Matrix3, Pose, Vector3 } from '../../geometry/pose';
import { composePoses, multiplyMatrices, rotateVector, rotationAbout } from '../../geometry/rotations';
import type { TableViewConfiguration } from './configuration';
import { overlap, type Footprint } from './footprint';

/** Room that a thing takes in its own frame: lowest and highest corner of its box, mm. */
export interface Room {
  readonly low: Vector3;
  readonly high: Vector3;
}

/** Things on a table before a camera. */
export interface TableScene {
  /** Of each thing, in the order given */
  readonly poses: readonly Pose[];
  /** From the table's frame (z upward) to the camera's */
  readonly cameraRotation: Matrix3;
}

const DEGREE = Math.PI / 180;
/** Degrees by which the camera is turned about its axis, at most */
const LARGEST_ROLL = 30;
/** Places are sought in a disc of this radius about the middle, mm, which grows with each that is taken */
const FIRST_RADIUS = 40;
const RADIUS_GROWTH = 3;

/**
 * Puts things upright on a table, none through another, and a camera over it.
 * @param rooms - the first thing stands in the middle
 * @param lookAt - what the camera looks at: the first thing, or the middle of all
 */
export function sampleTableScene(
  random: Random,
  configuration: TableViewConfiguration,
  rooms: readonly Room[],
  lookAt: 'first' | 'all',
): TableScene {
  const places = placeOnTable(random, rooms);
  const watched = lookAt === 'first' ? places.slice(0, 1) : places;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const target: Vector3 = [
    mean(watched.map(({ x }) => x)),
    mean(watched.map(({ y }) => y)),
    mean(rooms.slice(0, watched.length).map(({ low, high }) => (high[2] - low[2]) / 2)),
  ];
  const camera = sampleCamera(random, configuration, target);
  const poses = places.map(({ x, y, turn }, index) =>
    composePoses(camera, {
      rotation: rotationAbout([0, 0, 1], turn),
      translation: [x, y, -rooms[index].low[2]],
    }),
  );
  return { poses, cameraRotation: camera.rotation };
}

function placeOnTable(random: Random, rooms: readonly Room[]): Footprint[] {
  const placed: Footprint[] = [];
  for (const { low, high } of rooms) {
    let radius = placed.length === 0 ? 0 : FIRST_RADIUS;
    for (;;) {
      const [angle, distance] = [random.uniform(0, 2 * Math.PI), radius * Math.sqrt(random.uniform())];
      const candidate: Footprint = {
        x: distance * Math.cos(angle),
        y: distance * Math.sin(angle),
        turn: random.uniform(0, 2 * Math.PI),
        low,
        high,
      };
      if (!placed.some((other) => overlap(other, candidate))) {
        placed.push(candidate);
        break;
      }
      radius += RADIUS_GROWTH;
    }
  }
  return placed;
}

/** A camera above the table that sees the target at a random place and distance. */
function sampleCamera(random: Random, configuration: TableViewConfiguration, target: Vector3): Pose {
  const { width, height, focalLength, distance, centerMargin, elevations } = configuration;
  const elevation = random.uniform(elevations.minimum, elevations.maximum) * DEGREE;
  const azimuth = random.uniform(0, 2 * Math.PI);
  const [cosine, sine] = [Math.cos(azimuth), Math.sin(azimuth)];
  const [level, steep] = [Math.cos(elevation), Math.sin(elevation)];
  const right: Vector3 = [-sine, cosine, 0];
  const down: Vector3 = [steep * cosine, steep * sine, -level];
  const ahead: Vector3 = [-level * cosine, -level * sine, -steep];
  const roll = random.uniform(-LARGEST_ROLL, LARGEST_ROLL) * DEGREE;
  const rotation = multiplyMatrices(rotationAbout([0, 0, 1], roll), [...right, ...down, ...ahead]);
  const z = random.uniform(distance.minimum, distance.maximum);
  // The image reaches from -0.5 to width - 0.5, as pixel centers lie at whole coordinates.
  const x = width * (random.uniform(centerMargin, 1 - centerMargin) - 0.5);
  const y = height * (random.uniform(centerMargin, 1 - centerMargin) - 0.5);
  const seen = rotateVector(rotation, target);
  return {
    rotation,
    translation: [(x * z) / focalLength - seen[0], (y * z) / focalLength - seen[1], z - seen[2]],
  };
}
