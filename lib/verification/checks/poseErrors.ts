import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { validate } from '../../common/validation';
import type { Camera } from '../../geometry/camera';
import type { Pose } from '../../geometry/pose';
import { symmetryTransformations } from '../../geometry/symmetries';
import { averageDistance } from '../../metrics/add';
import { averageClosestDistance } from '../../metrics/adi';
import { ModelPoints } from '../../metrics/modelPoints';
import { maximumSymmetryProjectionDistance } from '../../metrics/mspd';
import { maximumSymmetrySurfaceDistance } from '../../metrics/mssd';
import { projectionError } from '../../metrics/projectionError';
import { rotationError } from '../../metrics/rotationError';
import { translationError } from '../../metrics/translationError';
import { ErrorTally } from '../errorTally';
import { matrix3Schema, pointsSchema, vector3Schema } from '../goldenSchemas';
import type { GoldenCheck } from '../goldenReport';

const errorNames = ['add', 'adi', 're', 'te', 'proj', 'mssd', 'mspd'] as const;

const caseSchema = z.object({
  points: pointsSchema(3),
  rotationEstimate: matrix3Schema,
  translationEstimate: vector3Schema,
  rotationTruth: matrix3Schema,
  translationTruth: vector3Schema,
  modelInfo: z.object({
    symmetries_discrete: z.array(z.array(z.number()).length(16)).optional(),
    symmetries_continuous: z.array(z.object({ axis: vector3Schema, offset: vector3Schema })).optional(),
  }),
  maxSymmetryStep: z.number().positive().max(1),
  symmetryCount: z.int().positive(),
  expected: z.record(z.enum(errorNames), z.number()),
});

const fileSchema = z.object({ cameraMatrix: matrix3Schema, cases: z.array(caseSchema).min(1) });

type PoseErrorCase = z.infer<typeof caseSchema>;

/** mm, degrees and px; 1e-9 of them is rounding */
const tolerance = { relative: 1e-6, floor: 1e-3 };

/** Pose errors and symmetry sets against those of the BOP toolkit. */
export const poseErrorsCheck: GoldenCheck = {
  file: 'pose-errors.json',
  check(content, source) {
    const { cameraMatrix, cases } = validate(fileSchema, content, source, DatasetError);
    const camera: Camera = { matrix: cameraMatrix, width: 640, height: 480 };
    const tally = new ErrorTally();
    cases.forEach((golden, index) => {
      const symmetries = symmetriesOf(golden);
      tally.requireEqual(`case ${index}, symmetryCount`, symmetries.length, golden.symmetryCount);
      const errors = poseErrors(golden, symmetries, camera);
      for (const name of errorNames) {
        tally.compare(`case ${index}, ${name}`, errors[name], golden.expected[name], tolerance);
      }
    });
    return Promise.resolve(tally.report(cases.length, `${tolerance.relative} relative`));
  },
};

function symmetriesOf({ modelInfo, maxSymmetryStep }: PoseErrorCase): Pose[] {
  const { symmetries_discrete: discrete, symmetries_continuous: continuous } = modelInfo;
  return symmetryTransformations({ discrete, continuous }, maxSymmetryStep);
}

function poseErrors(
  golden: PoseErrorCase,
  symmetries: readonly Pose[],
  camera: Camera,
): Record<(typeof errorNames)[number], number> {
  const model = new ModelPoints(golden.points);
  const estimate: Pose = { rotation: golden.rotationEstimate, translation: golden.translationEstimate };
  const truth: Pose = { rotation: golden.rotationTruth, translation: golden.translationTruth };
  return {
    add: averageDistance(model, estimate, truth),
    adi: averageClosestDistance(model, estimate, truth),
    re: rotationError(estimate.rotation, truth.rotation),
    te: translationError(estimate.translation, truth.translation),
    proj: projectionError(model, camera, estimate, truth),
    mssd: maximumSymmetrySurfaceDistance(model, symmetries, estimate, truth),
    mspd: maximumSymmetryProjectionDistance(model, symmetries, camera, estimate, truth),
  };
}
