import { sha256 } from '../../common/canonicalJson';
import { hessianProducts } from '../../sensitivity/hessianProducts';
import { layerTraces } from '../../sensitivity/layerTraces';
import { quantizationErrors } from '../../sensitivity/quantizationErrors';
import { usualTraceOptions } from '../../sensitivity/traceEstimate';
import { tf } from '../../tensor/engine';

let known: Promise<string> | undefined;

/**
 * What the code that measures sensitivity does, in 64 hexadecimal digits: traces of a small loss, exact and by central
 * differences, and the squared errors of fixed weights. As with runs, the numbers are rounded, so that a refactoring that
 * changes none of them keeps it; the loss of a network is in the identity of its run.
 */
export function sensitivityFingerprint(): Promise<string> {
  known ??= measure();
  return known;
}

async function measure(): Promise<string> {
  const variables = [3, 4].map((size) =>
    tf.tidy(() => tf.variable(tf.tensor1d(Array.from({ length: size }, (_, at) => Math.sin(size + at))))),
  );
  const layers = variables.map((variable, index) => ({ layer: `layer ${index}`, variable }));
  const loss = () =>
    tf.add(
      tf.sum(tf.exp(variables[0])),
      tf.mul(tf.sum(tf.square(variables[1])), tf.sum(variables[0])),
    ) as tf.Scalar;
  const options = { ...usualTraceOptions, minimumProbes: 4, maximumProbes: 4 };
  try {
    const texts: string[] = [];
    for (const [differentiation, digits] of [
      ['exact', 3],
      ['central differences', 2],
    ] as const) {
      const products = hessianProducts({ loss, batches: [{}], variables, differentiation });
      for (const { trace, interval } of await layerTraces(products, layers, options))
        texts.push(...[trace, interval.low].map((value) => value.toPrecision(digits)));
    }
    const weights = Array.from({ length: 50 }, (_, at) => Math.sin(12.9898 * at));
    const errors = quantizationErrors(weights, [2, 3, 4, 8]).map((value) => value.toPrecision(3));
    return sha256([...texts, ...errors].join(' '));
  } finally {
    tf.dispose(variables);
  }
}
