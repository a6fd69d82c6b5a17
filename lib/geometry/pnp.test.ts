import { beforeAll, describe, expect, it } from 'vitest';
import { NumericalError } from '../common/errors';
import { Random } from '../common/random';
import { boxCorners } from './boxCorners';
import type { Camera } from './camera';
import { loadOpenCv } from './openCv';
import { loadPnpSolver, type PnpProblem, type PnpSolver } from './pnp';
import type { Matrix3, Pose } from './pose';
import { projectPoint } from './projection';
import { uniformRotation } from './randomRotations';
import { angleBetween, transformPoint } from './rotations';

const corners = boxCorners([-45, -60, -80], [45, 60, 80]);
const camera: Camera = { matrix: [570, 0, 325, 0, 574, 242, 0, 0, 1], width: 640, height: 480 };
/** The image of `camera` turned, scaled, mirrored and skewed. */
const warped: Camera = { ...camera, matrix: [-180, 310, 100.5, 330, 150, 40.25, 0, 0, 1] };

interface Scene {
  readonly pose: Pose;
  readonly problem: PnpProblem;
}

function scene(random: Random, view: Camera, noise: number, outliers: number, repetitions = 6): Scene {
  const translation = [random.uniform(-90, 90), random.uniform(-90, 90), random.uniform(600, 1600)] as const;
  const pose: Pose = { rotation: uniformRotation(random), translation };
  const objectPoints = Array.from({ length: repetitions }, () => corners).flat();
  const imagePoints = objectPoints.map((point, index) =>
    index < outliers
      ? [random.uniform(0, 640), random.uniform(0, 480)]
      : projectPoint(view, transformPoint(pose, point)).map((pixel) => pixel + random.normal(0, noise)),
  );
  const problem = {
    objectPoints: Float64Array.from(objectPoints.flat()),
    imagePoints: Float64Array.from(imagePoints.flat()),
    camera: view,
    reprojectionThreshold: 5,
    iterations: 1000,
    confidence: 0.999,
    refine: true,
  };
  return { pose, problem };
}

function errors(found: Pose, { pose }: Scene): { degrees: number; millimeters: number } {
  const offset = found.translation.map((value, axis) => value - pose.translation[axis]);
  return {
    degrees: (angleBetween(found.rotation, pose.rotation) * 180) / Math.PI,
    millimeters: Math.hypot(...offset),
  };
}

describe('the pose solver', () => {
  let solver: PnpSolver;
  beforeAll(async () => {
    solver = await loadPnpSolver();
  });

  it.each<[string, Camera, number, number, number, number]>([
    ['without noise', camera, 0, 0, 1e-8, 1e-6],
    ['of a warped image', warped, 0, 0, 1e-8, 1e-6],
    ['without noise, half outliers', camera, 0, 24, 1e-8, 1e-6],
    ['with noise, half outliers', camera, 1.5, 24, 3, 45],
    ['of a warped image with noise and outliers', warped, 0.5, 20, 2, 30],
  ])('finds the pose %s, every time', (_label, view, noise, outliers, degrees, millimeters) => {
    const random = new Random(7);
    for (let trial = 0; trial < 40; trial++) {
      const truth = scene(random, view, noise, outliers);
      const solution = solver.solve(truth.problem)!;
      const error = errors(solution.pose, truth);
      expect(error.degrees).toBeLessThan(degrees);
      expect(error.millimeters).toBeLessThan(millimeters);
      expect(solution.inliers.length).toBeGreaterThan(0.9 * (48 - outliers));
    }
  });

  it('comes nearer by the refinement', () => {
    const random = new Random(8);
    const total = { refined: 0, plain: 0 };
    for (let trial = 0; trial < 60; trial++) {
      const truth = scene(random, camera, 1, 0);
      total.refined += errors(solver.solve(truth.problem)!.pose, truth).millimeters;
      total.plain += errors(solver.solve({ ...truth.problem, refine: false })!.pose, truth).millimeters;
    }
    expect(total.refined).toBeLessThan(total.plain);
  });

  it('gives the same bits for the same problem, and names inliers by the order given whatever the seed', () => {
    const { problem } = scene(new Random(9), camera, 0, 15);
    const first = solver.solve({ ...problem, seed: 3 })!;
    solver.solve(scene(new Random(10), warped, 2, 5).problem);
    expect(solver.solve({ ...problem, seed: 3 })).toEqual(first);
    expect(first.inliers).toEqual(solver.solve(problem)!.inliers);
    expect(Array.from(first.inliers).filter((row) => row >= 15)).toHaveLength(33);
  });

  it('finds no pose, and says so without an error, where the points determine none', () => {
    const { problem } = scene(new Random(11), camera, 0, 0, 1);
    const of = (points: number): PnpProblem => ({
      ...problem,
      objectPoints: problem.objectPoints.subarray(0, 3 * points),
      imagePoints: problem.imagePoints.subarray(0, 2 * points),
    });
    expect(solver.solve(of(0))).toBeUndefined();
    expect(solver.solve(of(3))).toBeUndefined();
    expect(solver.solve(of(4))).toBeDefined();
    expect(solver.solve({ ...problem, objectPoints: new Float64Array(24).fill(5) })).toBeUndefined();
    expect(solver.solve({ ...problem, imagePoints: new Float64Array(16).fill(50) })).toBeUndefined();
  });

  const zeros: Matrix3 = [0, 0, 0, 0, 0, 0, 0, 0, 1];
  it.each<[Partial<PnpProblem>, RegExp]>([
    [{ imagePoints: new Float64Array(10) }, /^objectPoints, imagePoints: found 24 and 10 numbers/],
    [{ imagePoints: new Float64Array(16).fill(NaN, 3) }, /^imagePoints\[3\]: found NaN/],
    [{ objectPoints: new Float64Array(24).fill(Infinity, 23) }, /^objectPoints\[23\]: found Infinity/],
    [{ camera: { ...camera, matrix: zeros } }, /^camera\.matrix: found \[0, 0, 0/],
    [{ reprojectionThreshold: 0 }, /^reprojectionThreshold/],
    [{ iterations: 0.5 }, /^iterations/],
    [{ confidence: 1 }, /^confidence/],
  ])('refuses what is no problem: %o', (fault, message) => {
    const { problem } = scene(new Random(12), camera, 0, 0, 1);
    expect(() => solver.solve({ ...problem, ...fault })).toThrow(NumericalError);
    expect(() => solver.solve({ ...problem, ...fault })).toThrow(message);
  });

  it('leaves nothing in memory after 2,000 calls', async () => {
    const { cv } = await loadOpenCv();
    const heap = (): number => (cv as unknown as { HEAPU8: Uint8Array }).HEAPU8.byteLength;
    const { problem } = scene(new Random(13), camera, 0.5, 400, 250);
    const whereNewMemoryLies = (): number => {
      const probe = new cv.Mat(1024, 1024, cv.CV_8U);
      const { byteOffset } = probe.data;
      probe.delete();
      return byteOffset;
    };
    const small = scene(new Random(14), camera, 0.5, 10).problem;
    for (let call = 0; call < 20; call++) solver.solve(call % 2 === 0 ? problem : small);
    const before = [heap(), whereNewMemoryLies()];
    for (let call = 0; call < 2000; call++) solver.solve(call % 100 === 0 ? problem : small);
    expect([heap(), whereNewMemoryLies()]).toEqual(before);
  });

  it('does not take over how the process dies', () => {
    const names = process.listeners('unhandledRejection').map((listener) => listener.name);
    expect(names).not.toContain('abort');
  });
});
