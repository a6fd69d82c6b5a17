import { writeFile } from 'node:fs/promises';
import { Random } from '../../lib/common/random';
import { encodeSafetensors, type StoredTensor } from '../../lib/common/safetensors';
import type { Camera } from '../../lib/geometry/camera';
import type { Pose, Vector3 } from '../../lib/geometry/pose';
import { uniformRotation } from '../../lib/geometry/randomRotations';
import { multiplyMatrices, randomRotation } from '../../lib/geometry/rotations';
import { symmetryTransformations } from '../../lib/geometry/symmetries';
import { bottle } from '../../lib/meshes/household/bottle';
import type { Mesh } from '../../lib/meshes/mesh';
import { averageDistance } from '../../lib/metrics/add';
import { averageClosestDistance } from '../../lib/metrics/adi';
import { ModelPoints } from '../../lib/metrics/modelPoints';
import { maximumSymmetryProjectionDistance } from '../../lib/metrics/mspd';
import { maximumSymmetrySurfaceDistance } from '../../lib/metrics/mssd';
import type { PoseErrorWorkload, PreparedWorkload } from '../workload';

/** Half of them nearly right, half of them wrong */
const PAIRS = 16;
/** Calls before the clock starts, so that the code is compiled */
const WARM_UP = 10;
const camera: Camera = { matrix: [572, 0, 325, 0, 573, 242, 0, 0, 1], width: 640, height: 480 };

interface PosePair {
  readonly estimate: Pose;
  readonly truth: Pose;
}

/**
 * Prepares an error on a bottle, which looks the same however far it is turned. What is made once an object, its tree and
 * outermost points, is ready before the clock starts.
 */
export async function preparePoseError(
  { error, points }: PoseErrorWorkload,
  exchange: string,
): Promise<PreparedWorkload> {
  const { mesh, symmetries } = bottle();
  const model = new ModelPoints(surfacePoints(mesh, points));
  const motions = symmetryTransformations(symmetries!);
  const pairs = Array.from({ length: PAIRS }, (_, index) => posePair(index));
  const measure = {
    ADD: ({ estimate, truth }: PosePair) => averageDistance(model, estimate, truth),
    ADI: ({ estimate, truth }: PosePair) => averageClosestDistance(model, estimate, truth),
    MSSD: ({ estimate, truth }: PosePair) => maximumSymmetrySurfaceDistance(model, motions, estimate, truth),
    MSPD: ({ estimate, truth }: PosePair) =>
      maximumSymmetryProjectionDistance(model, motions, camera, estimate, truth),
  }[error];
  await writeExchange(exchange, model, motions, pairs);
  for (let call = 0; call < WARM_UP; call++) pairs.forEach(measure);
  return {
    parameters: 0,
    figures: pairs.map(measure),
    run(repetitions) {
      const times = Array.from({ length: repetitions }, () => {
        const start = performance.now();
        for (const pair of pairs) measure(pair);
        return (performance.now() - start) / PAIRS;
      });
      return Promise.resolve(times);
    },
  };
}

/** @returns [N, 3] points, uniform over the surface */
function surfacePoints({ positions, triangles }: Mesh, count: number): Float64Array {
  const random = Random.derive(1, 'surface');
  const corner = (place: number) => positions.subarray(3 * triangles[place], 3 * triangles[place] + 3);
  const reached: number[] = [];
  for (let start = 0, area = 0; start < triangles.length; start += 3) {
    const [a, b, c] = [corner(start), corner(start + 1), corner(start + 2)];
    const [u, v] = [b, c].map((end) => end.map((value, axis) => value - a[axis]));
    area += Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]);
    reached.push(area);
  }
  const points = new Float64Array(3 * count);
  for (let point = 0; point < count; point++) {
    const sought = random.uniform(0, reached.at(-1));
    const start = 3 * reached.findIndex((area) => area >= sought);
    const [root, share] = [Math.sqrt(random.uniform()), random.uniform()];
    const [a, b, c] = [corner(start), corner(start + 1), corner(start + 2)];
    points.set(
      a.map((value, axis) => (1 - root) * value + root * ((1 - share) * b[axis] + share * c[axis])),
      3 * point,
    );
  }
  return points;
}

function posePair(index: number): PosePair {
  const random = Random.derive(1, 'pair', index);
  const [angle, shift] = index % 2 === 0 ? [0.2, 8] : [Math.PI, 60];
  const truth: Pose = {
    rotation: uniformRotation(random),
    translation: [random.normal(0, 40), random.normal(0, 40), random.normal(800, 50)],
  };
  const moved = truth.translation.map((value) => random.normal(value, shift)) as unknown as Vector3;
  return {
    estimate: {
      rotation: multiplyMatrices(randomRotation(random, angle), truth.rotation),
      translation: moved,
    },
    truth,
  };
}

/** Hands the same model, symmetries and poses to the peer. */
async function writeExchange(
  file: string,
  { points, count }: ModelPoints,
  motions: readonly Pose[],
  pairs: readonly PosePair[],
): Promise<void> {
  const tensors = new Map<string, StoredTensor>();
  const add = (name: string, shape: readonly number[], data: Float64Array) =>
    tensors.set(name, { dtype: 'F64', shape, data });
  const addPoses = (name: string, poses: readonly Pose[]) => {
    const rotations = poses.flatMap(({ rotation }) => rotation);
    const translations = poses.flatMap(({ translation }) => [...translation]);
    add(`${name}/rotations`, [poses.length, 3, 3], Float64Array.from(rotations));
    add(`${name}/translations`, [poses.length, 3], Float64Array.from(translations));
  };
  add('points', [count, 3], points);
  add('matrix', [3, 3], Float64Array.from(camera.matrix));
  addPoses('symmetries', motions);
  addPoses('estimates', pairs.map(({ estimate }) => estimate)); // prettier-ignore
  addPoses('truths', pairs.map(({ truth }) => truth)); // prettier-ignore
  await writeFile(file, encodeSafetensors(tensors, new Map()));
}
