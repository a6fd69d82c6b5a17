import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { validate } from '../../common/validation';
import { invertIntrinsics } from '../../geometry/projection';
import { paperWdr } from '../../models/wdr';
import { positiveCounts } from '../../models/wdrCells';
import { tf } from '../../tensor/engine';
import { focalLoss } from '../../training/tasks/focalLoss';
import { objectSpaceLoss } from '../../training/tasks/objectSpaceLoss';
import { ErrorTally } from '../errorTally';
import { matrix3Schema, vector3Schema } from '../goldenSchemas';
import type { GoldenCheck } from '../goldenReport';

const focalSchema = z
  .object({
    logits: z.array(z.number()).min(1),
    labels: z.array(z.union([z.literal(-1), z.literal(0), z.literal(1)])),
    expected: z.number(),
  })
  .refine(({ logits, labels }) => logits.length === labels.length, {
    path: ['labels'],
    message: 'one a logit',
  });

const objectSpaceSchema = z
  .object({
    anchors: z.array(z.array(z.number()).length(4)).min(1),
    prediction: z.array(z.array(z.number()).length(16)),
    cornersCameraFrame: z.array(z.array(vector3Schema).length(8)),
    expected: z.number(),
    gradPrediction: z.array(z.array(z.number()).length(16)),
  })
  .refine(
    ({ anchors, prediction, cornersCameraFrame, gradPrediction }) =>
      [prediction, cornersCameraFrame, gradPrediction].every((rows) => rows.length === anchors.length),
    { path: ['anchors'], message: 'as many rows as prediction, cornersCameraFrame and gradPrediction' },
  );

const fileSchema = z.object({
  cameraMatrix: matrix3Schema,
  focal: focalSchema,
  objectSpace: objectSpaceSchema,
  positives: z.array(
    z.object({
      size: z.number().positive(),
      counts: z.array(z.int().nonnegative()).length(paperWdr.anchorSizes.length),
    }),
  ),
});

type LossesFile = z.infer<typeof fileSchema>;

const tolerance = { relative: 1e-4, floor: 1e-6 };
/** mm; of the object that the reference cells see */
const diameter = 178.46;

/** The losses of WDR, the gradient of one of them, and how many cells of each level answer for an object. */
export const wdrLossesCheck: GoldenCheck = {
  file: 'wdr-losses.json',
  check(content, source) {
    const file = validate(fileSchema, content, source, DatasetError);
    const tally = new ErrorTally();
    tally.compare('focal', focalOf(file), file.focal.expected, tolerance);
    const { value, gradient } = objectSpaceOf(file);
    tally.compare('objectSpace', value, file.objectSpace.expected, tolerance);
    file.objectSpace.gradPrediction.forEach((row, cell) => {
      tally.compareAll(
        `objectSpace, gradPrediction[${cell}]`,
        gradient.subarray(16 * cell, 16 * cell + 16),
        row,
        tolerance,
      );
    });
    for (const { size, counts } of file.positives) {
      tally.requireEqual(`positives, size ${size}`, positiveCounts(size, paperWdr.anchorSizes), counts);
    }
    const cases = 2 + file.objectSpace.gradPrediction.length + file.positives.length;
    return Promise.resolve(tally.report(cases, `${tolerance.relative} relative, the same counts of cells`));
  },
};

function focalOf({ focal }: LossesFile): number {
  const mask = (wanted: number) => tf.tensor1d(focal.labels.map((label) => (label === wanted ? 1 : 0)));
  return tf.tidy(() => focalLoss(tf.tensor1d(focal.logits), mask(1), mask(0)).dataSync()[0]);
}

/** All cells as those of one image. */
function objectSpaceOf({ objectSpace, cameraMatrix }: LossesFile): { value: number; gradient: Float32Array } {
  const { anchors, prediction, cornersCameraFrame } = objectSpace;
  const count = anchors.length;
  return tf.tidy(() => {
    const constants = {
      centers: tf.tensor2d(
        anchors.map(([left, top, right, bottom]) => [(left + right) / 2, (top + bottom) / 2]),
      ),
      anchorSizes: tf.tensor1d(anchors.map(([left, , right]) => right - left + 1)),
      inverseCamera: tf.tensor3d(invertIntrinsics(cameraMatrix), [1, 3, 3]),
      corners: tf.tensor3d(cornersCameraFrame.flat(2), [1, count, 24]),
      inverseDiameter: tf.fill([1, count], 1 / diameter) as tf.Tensor2D,
    };
    const loss = (x: tf.Tensor) => objectSpaceLoss({ ...constants, prediction: x as tf.Tensor3D });
    const { value, grad } = tf.valueAndGrad(loss)(tf.tensor3d(prediction.flat(), [1, count, 16]));
    return { value: value.dataSync()[0], gradient: grad.dataSync() as Float32Array };
  });
}
