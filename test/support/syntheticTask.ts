import { Random } from '../../lib/common/random';
import { boxCorners } from '../../lib/geometry/boxCorners';
import type { ObjectModel, PoseDataset, PoseSample } from '../../lib/datasets/poseDataset';
import { identityRotation } from '../../lib/geometry/rotations';
import { createWdr, miniWdr, type WdrConfiguration, type WdrNetwork } from '../../lib/models/wdr';
import { wdrTask } from '../../lib/training/tasks/wdrTask';
import type { TrainingTask } from '../../lib/training/trainingTask';

/** A 100 mm cube. */
export const cube: ObjectModel = {
  id: 1,
  name: 'cube',
  diameter: 100 * Math.sqrt(3),
  corners: boxCorners([-50, -50, -50], [50, 50, 50]),
  points: Float64Array.from(boxCorners([-50, -50, -50], [50, 50, 50]).flat()),
  triangles: Uint32Array.from(
    [
      [0, 1, 3, 2],
      [4, 6, 7, 5],
      [0, 4, 5, 1],
      [2, 3, 7, 6],
      [0, 2, 6, 4],
      [1, 5, 7, 3],
    ].flatMap(([a, b, c, d]) => [a, b, c, a, c, d]),
  ),
  symmetries: [{ rotation: identityRotation, translation: [0, 0, 0] }],
};

/** WDR small enough that a step takes milliseconds. */
export const tinyWdr: WdrConfiguration = {
  ...miniWdr,
  inputWidth: 32,
  inputHeight: 32,
  backbone: { initialChannels: 4, stageChannels: [8, 8, 16], stageUnits: [1, 2, 1] },
  pyramid: { channels: 8, stages: [2, 3], extraLevels: 0 },
  head: { towerConvolutions: 1, groups: 2, classes: 1 },
  anchorSizes: [12, 24],
};

/** Bright squares on noise where cubes would be: enough for a network to learn from. */
export function squareDataset(count: number, side: number, seed: number): PoseDataset {
  const drawn = Array.from({ length: count }, (_, index) => drawSquare(side, Random.derive(seed, index)));
  return {
    name: 'squares',
    split: 'train',
    width: side,
    height: side,
    objects: [cube],
    samples: drawn.map(({ sample }) => sample),
    hash: `squares-${count}-${side}-${seed}`,
    pixels: (index) => Promise.resolve(drawn[index].pixels),
  };
}

/** A WDR network and its task on squares, or on other objects. */
export function syntheticTask(
  configuration = tinyWdr,
  seed = 1,
  objects: readonly ObjectModel[] = [cube],
): { network: WdrNetwork; task: TrainingTask } {
  const network = createWdr(configuration, seed);
  return { network, task: wdrTask(network, objects) };
}

function drawSquare(side: number, random: Random) {
  const focal = 1.2 * side;
  const depth = random.uniform(250, 450);
  const half = (50 * focal) / depth;
  const [x, y] = [random.uniform(0.3, 0.7) * side, random.uniform(0.3, 0.7) * side];
  const center = (side - 1) / 2;
  const image = new Uint8Array(3 * side * side);
  const instanceMap = new Uint8Array(side * side);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const inside = Math.abs((pixel % side) - x) < half && Math.abs(Math.floor(pixel / side) - y) < half;
    instanceMap[pixel] = inside ? 1 : 0;
    for (let channel = 0; channel < 3; channel++)
      image[3 * pixel + channel] = random.integer(60) + (inside ? 180 : 0);
  }
  const sample: PoseSample = {
    sceneId: 0,
    imageId: 0,
    camera: { matrix: [focal, 0, center, 0, focal, center, 0, 0, 1], width: side, height: side },
    instances: [
      {
        objectId: 1,
        visibleFraction: 1,
        pose: {
          rotation: identityRotation,
          translation: [((x - center) * depth) / focal, ((y - center) * depth) / focal, depth],
        },
      },
    ],
  };
  return { sample, pixels: { image, instanceMap } };
}
