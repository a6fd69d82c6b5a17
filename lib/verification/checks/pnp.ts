import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { validate } from '../../common/validation';
import type { Pose } from '../../geometry/pose';
import { loadPnpSolver } from '../../geometry/pnp';
import { rotationError } from '../../metrics/rotationError';
import { translationError } from '../../metrics/translationError';
import { ErrorTally } from '../errorTally';
import { matrix3Schema, pointsSchema, vector3Schema } from '../goldenSchemas';
import type { GoldenCheck } from '../goldenReport';

const caseSchema = z
  .object({
    objectPoints: pointsSchema(3),
    imagePoints: pointsSchema(2),
    rotationTruth: matrix3Schema,
    translationTruth: vector3Schema,
    noisePx: z.number().nonnegative(),
  })
  .refine(({ objectPoints, imagePoints }) => objectPoints.length / 3 === imagePoints.length / 2, {
    path: ['imagePoints'],
    message: 'as many points as objectPoints',
  });

const allowanceSchema = z.object({
  noisePx: z.number().nonnegative(),
  rotationDeg: z.number().positive(),
  translationMm: z.number().positive(),
});

const fileSchema = z
  .object({
    cameraMatrix: matrix3Schema,
    cases: z.array(caseSchema).min(1),
    tolerance: z.array(allowanceSchema),
  })
  .refine(
    ({ cases, tolerance }) => cases.every(({ noisePx }) => tolerance.some((row) => row.noisePx === noisePx)),
    { path: ['tolerance'], message: 'a row for the noise of every case' },
  );

/** px; the one the reference cases were made for */
const reprojectionThreshold = 5;
const iterations = 1000;
const confidence = 0.999;

/** Poses from correspondences with noise and outliers. Absolute errors are mm, relative ones shares of the distance. */
export const pnpCheck: GoldenCheck = {
  file: 'pnp.json',
  async check(content, source) {
    const { cameraMatrix, cases, tolerance } = validate(fileSchema, content, source, DatasetError);
    const solver = await loadPnpSolver();
    const camera = { matrix: cameraMatrix, width: 640, height: 480 };
    const tally = new ErrorTally();
    let largestTurn = 0;
    cases.forEach((golden, index) => {
      const truth: Pose = { rotation: golden.rotationTruth, translation: golden.translationTruth };
      const { objectPoints, imagePoints } = golden;
      const settings = { reprojectionThreshold, iterations, confidence, refine: true };
      const solution = solver.solve({ objectPoints, imagePoints, camera, ...settings });
      if (solution === undefined) {
        tally.fail(`case ${index}: no pose found`);
        return;
      }
      const turn = rotationError(solution.pose.rotation, truth.rotation);
      const shift = translationError(solution.pose.translation, truth.translation);
      largestTurn = Math.max(largestTurn, turn);
      tally.record(shift, shift / Math.hypot(...truth.translation));
      const allowed = tolerance.find((row) => row.noisePx === golden.noisePx)!;
      if (turn > allowed.rotationDeg) {
        tally.fail(`case ${index}: turned by ${turn} degrees where ${allowed.rotationDeg} are allowed`);
      }
      if (shift > allowed.translationMm) {
        tally.fail(`case ${index}: shifted by ${shift} mm where ${allowed.translationMm} are allowed`);
      }
    });
    const allowed = tolerance
      .map((row) => `${row.rotationDeg} deg and ${row.translationMm} mm at ${row.noisePx} px`)
      .join(', ');
    return tally.report(cases.length, allowed, `largest rotation error ${largestTurn.toPrecision(3)} deg`);
  },
};
