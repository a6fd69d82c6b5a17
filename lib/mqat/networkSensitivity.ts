import { fullPrecision, type PrecisionPolicy } from '../models/modularNetwork';
import { hessianProducts, type Differentiation } from '../sensitivity/hessianProducts';
import type { LayerSensitivity } from '../sensitivity/importance';
import { layerTraces, type LayerTrace, type TraceRun } from '../sensitivity/layerTraces';
import { quantizationErrors } from '../sensitivity/quantizationErrors';
import { usualTraceOptions, type TraceOptions } from '../sensitivity/traceEstimate';
import { tf } from '../tensor/engine';
import { batchTensors, type Batches } from '../training/batches';
import type { LearningTask } from '../training/trainingTask';

/** A layer of a network with its trace and what its widths cost. */
export type NetworkLayerSensitivity = LayerTrace & LayerSensitivity;

/** How the sensitivity of a network is measured. */
export interface NetworkSensitivityOptions {
  /** What the network multiplies with; modules that are quantized already stay so */
  readonly precision?: PrecisionPolicy;
  /** Modules whose layers are measured; all by default */
  readonly modules?: readonly string[];
  /** Batches that the loss is the mean over, from 2, in evaluation mode */
  readonly batchCount?: number;
  readonly traces?: TraceOptions;
  readonly differentiation?: Differentiation;
  readonly run?: TraceRun;
}

/**
 * Measures the trace of every layer's Hessian and the error of every width, on the network as it is.
 * @param batches - of training images
 * @param widths - bits
 * @throws NumericalError naming the layer whose trace is not finite
 */
export async function networkSensitivity(
  task: LearningTask,
  batches: Batches,
  widths: readonly number[],
  options: NetworkSensitivityOptions = {},
): Promise<NetworkLayerSensitivity[]> {
  const { network } = task;
  const { precision = fullPrecision, modules = network.modules, batchCount = 2 } = options;
  const measured = network.parameters.filter(
    ({ role, module }) => role === 'weight' && modules.includes(module),
  );
  const variables = measured.map(({ variable }) => variable);
  const read = [...network.parameters, ...network.statistics].map(({ variable }) => variable);
  const examples = [];
  for (let index = 0; index < batchCount; index++) examples.push(batchTensors(task, await batches.at(index)));
  try {
    const products = hessianProducts({
      loss: (batch) => task.losses(batch, { training: false, precision }).total,
      batches: examples,
      variables,
      constants: [...read.filter((variable) => !variables.includes(variable)), ...precision.variables],
      compiled: true,
      ...(options.differentiation !== undefined && { differentiation: options.differentiation }),
    });
    const traces = await layerTraces(products, measured, options.traces ?? usualTraceOptions, options.run);
    return traces.map((trace, index) => ({
      ...trace,
      module: measured[index].module,
      squaredErrors: quantizationErrors(measured[index].variable.dataSync() as Float32Array, widths),
    }));
  } finally {
    tf.dispose(examples);
  }
}
