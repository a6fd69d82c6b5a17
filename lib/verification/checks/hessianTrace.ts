import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { validate } from '../../common/validation';
import { hessianProducts, type HessianProducts } from '../../sensitivity/hessianProducts';
import { layerTraces } from '../../sensitivity/layerTraces';
import type { TraceOptions } from '../../sensitivity/traceEstimate';
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

/**
 * Loss, gradients, products with the Hessian, exact and by central differences, and the traces by Hutchinson's estimator, of a
 * network of three layers.
 */
export const hessianTraceCheck: GoldenCheck = {
  file: 'hessian-trace.json',
  async check(content, source) {
    const file = validate(fileSchema, content, source, DatasetError);
    const tally = new ErrorTally();
    const variables = tf.tidy(() => file.weights.map((values) => tf.variable(toTensor(values))));
    const loss = networkLoss(file, variables);
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(loss, variables);
      tally.compare('loss', value.dataSync()[0], file.loss, gradientTolerance);
      const gradients = variables.map(({ name }) => grads[name]);
      compareLayers(tally, 'gradient', gradients, file.gradients, gradientTolerance);
    });
    const probes: string[] = [];
    for (const differentiation of ['exact', 'central differences'] as const) {
      const products = hessianProducts({ loss, batches: [{}], variables, differentiation });
      tf.tidy(() => {
        compareProducts(tally, products, variables, file);
      });
      const layers = variables.map((variable, layer) => ({ layer: `layer ${layer}`, variable }));
      const traces = await layerTraces(products, layers, traceOptions);
      for (const [layer, { interval }] of traces.entries()) {
        if (interval.low <= file.trace[layer] && file.trace[layer] <= interval.high) continue;
        tally.fail(
          `layer ${layer}, trace: ${file.trace[layer]} outside of ${interval.low} to ${interval.high}`,
        );
      }
      probes.push(`${traces[0].probes} probes ${differentiation}`);
    }
    tf.dispose(variables);
    const allowed = 'gradients 1e-4 and Hv 1e-3 of the largest entry, traces within their intervals';
    return tally.report(5 * file.weights.length, allowed, probes.join(', '));
  },
};

function compareLayers(
  tally: ErrorTally,
  name: string,
  found: readonly tf.Tensor[],
  expected: HessianFile['weights'],
  tolerance: typeof gradientTolerance,
): void {
  for (const [layer, tensor] of found.entries()) {
    const reference = toTensor(expected[layer]).dataSync();
    tally.compareAll(`layer ${layer}, ${name}`, tensor.dataSync(), reference, tolerance);
  }
}

/** The file's products are of one layer's own block: the probe of the others is zero. */
function compareProducts(
  tally: ErrorTally,
  products: HessianProducts,
  variables: readonly tf.Variable[],
  { probe, hessianVectorProduct }: HessianFile,
): void {
  const found = variables.map((_, layer) => {
    const alone = variables.map((variable, other) =>
      other === layer ? toTensor(probe[layer]) : tf.zerosLike(variable),
    );
    return products.product(alone)[layer];
  });
  compareLayers(tally, `Hv ${products.differentiation}`, found, hessianVectorProduct, productTolerance);
}

/** tanh(conv), tanh(conv), mean over the positions, linear; mean squared error. */
function networkLoss(
  { input, target }: HessianFile,
  [first, second, last]: readonly tf.Variable[],
): () => tf.Scalar {
  const padding = (weights: tf.Variable) => ({ stride: 1, padding: (weights.shape[0] - 1) / 2 });
  const layer = (x: tf.Tensor4D, weights: tf.Variable) =>
    tf.tanh(composedConvolution(x, weights as unknown as tf.Tensor4D, padding(weights)));
  return () => {
    const images = tf.transpose(tf.tensor4d(input), [0, 2, 3, 1]) as tf.Tensor4D; // [B, C, H, W] -> [B, H, W, C]
    const maps = layer(layer(images, first), second);
    const features = tf.mean(maps, [1, 2]) as tf.Tensor2D; // [B, H, W, C] -> [B, C]
    const output = tf.matMul(features, last as unknown as tf.Tensor2D, false, true); // [B, C] x [O, C] -> [B, O]
    return tf.mean(tf.square(tf.sub(output, tf.tensor2d(target))));
  };
}

/** OIHW becomes HWIO; a matrix stays. */
function toTensor(values: LayerValues): tf.Tensor {
  return Array.isArray(values[0][0])
    ? tf.transpose(tf.tensor4d(values as HessianFile['weights'][0]), [2, 3, 1, 0]) // [O, I, K, K] -> [K, K, I, O]
    : tf.tensor2d(values as HessianFile['weights'][2]);
}
