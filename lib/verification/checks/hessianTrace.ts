import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { validate } from '../../common/validation';
import { hessianTrace, type TraceOptions } from '../../sensitivity/hessianTrace';
import { hessianVectorProduct, type LossFunction } from '../../sensitivity/hessianVectorProduct';
import { composedConvolution } from '../../tensor/convolution';
import { tf } from '../../tensor/engine';
import { ErrorTally } from '../errorTally';
import type { GoldenCheck } from '../goldenReport';

const vector = z.array(z.number()).min(1);
const matrix = z.array(vector).min(1);
const maps = z.array(z.array(matrix).min(1)).min(1);
const layersSchema = z.tuple([maps, maps, matrix]);
const fileSchema = z.object({
  input: maps,
  target: matrix,
  weights: layersSchema,
  loss: z.number(),
  gradients: layersSchema,
  trace: z.array(z.number()).length(3),
  probe: layersSchema,
  hessianVectorProduct: layersSchema,
});

type HessianFile = z.infer<typeof fileSchema>;
type LayerValues = HessianFile['weights'][number];

/** Intervals of 99.99 %, so that a correct estimator fails once in some thousand files. */
const traceOptions: TraceOptions = {
  relativeError: 0.02,
  standardErrors: 3.9,
  minimumProbes: 50,
  maximumProbes: 300,
  seed: 1,
};
const gradientTolerance = { relative: 1e-4, floor: 1e-7 };
const productTolerance = { relative: 1e-3, floor: 1e-6 };

/** Loss, gradients, products with the Hessian, and its trace by Hutchinson's estimator, of a network of three layers. */
export const hessianTraceCheck: GoldenCheck = {
  file: 'hessian-trace.json',
  check(content, source) {
    const file = validate(fileSchema, content, source, DatasetError);
    const tally = new ErrorTally();
    const probes: number[] = [];
    tf.tidy(() => {
      const variables = file.weights.map((values) => tf.variable(toTensor(values)));
      const loss = networkLoss(file, variables);
      const { value, grads } = tf.variableGrads(loss, variables);
      tally.compare('loss', value.dataSync()[0], file.loss, gradientTolerance);
      for (const [layer, variable] of variables.entries()) {
        const compare = (
          name: string,
          found: tf.Tensor,
          expected: LayerValues,
          tolerance: typeof gradientTolerance,
        ) => {
          const reference = toTensor(expected).dataSync();
          tally.compareAll(`layer ${layer}, ${name}`, found.dataSync(), reference, tolerance);
        };
        compare('gradient', grads[variable.name], file.gradients[layer], gradientTolerance);
        const product = hessianVectorProduct(loss, variable, toTensor(file.probe[layer]));
        compare('Hv', product, file.hessianVectorProduct[layer], productTolerance);
        const estimate = hessianTrace(loss, variable, `layer ${layer}`, traceOptions);
        const { low, high } = estimate.interval;
        probes.push(estimate.probes);
        if (!(low <= file.trace[layer] && file.trace[layer] <= high)) {
          tally.fail(`layer ${layer}, trace: ${file.trace[layer]} outside of ${low} to ${high}`);
        }
      }
      for (const variable of variables) variable.dispose();
    });
    const allowed = 'gradients 1e-4 and Hv 1e-3 of the largest entry, traces within their intervals';
    return Promise.resolve(tally.report(3 * file.weights.length, allowed, `${probes.join(', ')} probes`));
  },
};

/** tanh(conv), tanh(conv), mean over the positions, linear; mean squared error. */
function networkLoss({ input, target }: HessianFile, [first, second, last]: tf.Variable[]): LossFunction {
  const images = tf.transpose(tf.tensor4d(input), [0, 2, 3, 1]); // [B, C, H, W] -> [B, H, W, C]
  const wanted = tf.tensor2d(target);
  const padding = (weights: tf.Variable) => ({ stride: 1, padding: (weights.shape[0] - 1) / 2 });
  const layer = (x: tf.Tensor4D, weights: tf.Variable) =>
    tf.tanh(composedConvolution(x, weights as unknown as tf.Tensor4D, padding(weights)));
  return () => {
    const maps = layer(layer(images, first), second);
    const features = tf.mean(maps, [1, 2]) as tf.Tensor2D; // [B, H, W, C] -> [B, C]
    const output = tf.matMul(features, last as unknown as tf.Tensor2D, false, true); // [B, C] x [O, C] -> [B, O]
    return tf.mean(tf.square(tf.sub(output, wanted)));
  };
}

/** OIHW becomes HWIO; a matrix stays. */
function toTensor(values: LayerValues): tf.Tensor {
  return Array.isArray(values[0][0])
    ? tf.transpose(tf.tensor4d(values as HessianFile['weights'][0]), [2, 3, 1, 0]) // [O, I, K, K] -> [K, K, I, O]
    : tf.tensor2d(values as HessianFile['weights'][2]);
}
