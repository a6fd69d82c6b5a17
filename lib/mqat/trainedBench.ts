/*
 * Networks that are trained on the spot, for Algorithm 1 and the order search: any network made of modules, on any data.
 */
import type { ModularNetwork, PrecisionPolicy } from '../models/modularNetwork';
import { parameterCounts } from '../models/modularNetwork';
import type { ModuleBits } from '../quantizers/moduleBits';
import { quantize, type Quantization, type QuantizationMethod } from '../quantizers/quantization';
import { hessianProducts } from '../sensitivity/hessianProducts';
import { layerTraces } from '../sensitivity/layerTraces';
import { usualTraceOptions, type TraceOptions } from '../sensitivity/traceEstimate';
import { tf } from '../tensor/engine';
import { batchTensors, type Batches } from '../training/batches';
import { assignVariables, readVariables, type StoredArray } from '../training/namedVariables';
import { reestimateStatistics } from '../training/statisticsEstimation';
import { createTrainer, type TrainingPlan } from '../training/trainer';
import type { LearningTask } from '../training/trainingTask';
import type { ModuleQuantizationBench } from './moduleQuantizationBench';

/** A network in some state of quantization, away from TensorFlow. */
export interface TrainedModel {
  readonly bits: ModuleBits;
  /** Weights, statistics and quantizers by name */
  readonly arrays: ReadonlyMap<string, StoredArray>;
}

/** What a bench trains, and how. */
export interface TrainedBenchOptions {
  /** Its network is trained at full precision already; the bench works in its variables */
  readonly task: LearningTask;
  readonly batches: Batches;
  /** Retraining after each module */
  readonly plan: TrainingPlan;
  readonly method: QuantizationMethod;
  /** ac(M), on validation data */
  accuracy(network: ModularNetwork<unknown>, precision: PrecisionPolicy): number;
  /** Batches that batch-norm statistics are estimated anew from; 0 where there is none */
  readonly statisticsBatches?: number;
  /** Batches that the loss of the sensitivity is the mean over */
  readonly sensitivityBatches?: number;
  readonly traces?: TraceOptions;
}

/** Small networks on small batches: a tenth of the usual number of probes. */
const fewProbes: TraceOptions = { ...usualTraceOptions, maximumProbes: 50 };

/** Makes the bench; whoever made the network disposes it. */
export function trainedBench(options: TrainedBenchOptions): ModuleQuantizationBench<TrainedModel> {
  const { task, batches, plan, method, statisticsBatches = 0 } = options;
  const { network } = task;
  const own = [...network.parameters, ...network.statistics];
  const fullBits = Object.fromEntries(network.modules.map((module) => [module, 32]));
  return {
    modules: network.modules,
    sizes: parameterCounts(network),
    fullPrecision: { bits: fullBits, arrays: readVariables(own) },
    async quantizeAndRetrain(model, module, bits) {
      const widths = { ...model.bits, [module]: bits };
      return withModel(network, model, widths, method, async (quantization) => {
        const trainer = createTrainer(task, batches, plan, { quantization, compiled: true });
        await trainer.run(plan.steps);
        trainer.dispose();
        await reestimateStatistics(task, batches, quantization, plan.steps, statisticsBatches);
        return { bits: widths, arrays: readVariables([...own, ...stateOf(quantization)]) };
      });
    },
    accuracy: (model) =>
      withModel(network, model, model.bits, method, (quantization) =>
        options.accuracy(network, quantization),
      ),
    importance: (model, modules, widths) =>
      withModel(network, model, model.bits, method, (quantization) =>
        moduleImportance(options, quantization, modules, widths),
      ),
  };
}

/** Gives the network a model's numbers and quantizers for some work. */
async function withModel<T>(
  network: ModularNetwork<unknown>,
  model: TrainedModel,
  bits: ModuleBits,
  method: QuantizationMethod,
  work: (quantization: Quantization) => Promise<T> | T,
): Promise<T> {
  assignVariables([...network.parameters, ...network.statistics], model.arrays, 'bench');
  const quantization = quantize(network, bits, method);
  try {
    const inherited = stateOf(quantization).filter(({ name }) => model.arrays.has(name));
    assignVariables(inherited, model.arrays, 'bench');
    return await work(quantization);
  } finally {
    quantization.dispose();
  }
}

/** Omega_k of each module at each width: mean over its layers of (lambda_i / N_i) |Q(W_i) - W_i|^2. */
async function moduleImportance(
  options: TrainedBenchOptions,
  quantization: Quantization,
  modules: readonly string[],
  widths: readonly number[],
): Promise<Record<string, number[]>> {
  const { network } = options.task;
  const layers = network.parameters
    .filter(({ role, module }) => role === 'weight' && modules.includes(module))
    .map(({ layer, variable }) => ({ layer, variable }));
  const traces = await tracesOf(options, quantization, layers);
  const errors = widths.map((bits) => quantizationErrors(network, bits, options.method));
  return Object.fromEntries(
    modules.map((module) => {
      const own = traces.filter(
        ({ layer }) => network.layers.find(({ name }) => name === layer)?.module === module,
      );
      const omega = errors.map((error) =>
        own.reduce((sum, { layer, trace, weights }) => sum + (trace / weights) * error.get(layer)!, 0),
      );
      return [module, omega.map((value) => value / own.length)];
    }),
  );
}

async function tracesOf(
  { task, batches, sensitivityBatches = 2, traces = fewProbes }: TrainedBenchOptions,
  precision: PrecisionPolicy,
  layers: readonly { readonly layer: string; readonly variable: tf.Variable }[],
) {
  const examples = [];
  for (let index = 0; index < sensitivityBatches; index++)
    examples.push(batchTensors(task, await batches.at(index)));
  const variables = layers.map(({ variable }) => variable);
  const read = [...task.network.parameters, ...task.network.statistics].map(({ variable }) => variable);
  const products = hessianProducts({
    loss: (batch) => task.losses(batch, { training: false, precision }).total,
    batches: examples,
    variables,
    constants: [...read.filter((variable) => !variables.includes(variable)), ...precision.variables],
    compiled: true,
  });
  const estimates = await layerTraces(products, layers, traces);
  tf.dispose(examples);
  return estimates;
}

/** |Q(W) - W|^2 of every layer at one width, Q started from the weights as they are. */
function quantizationErrors(
  network: ModularNetwork<unknown>,
  bits: number,
  method: QuantizationMethod,
): Map<string, number> {
  const quantization = quantize(
    network,
    Object.fromEntries(network.modules.map((module) => [module, bits])),
    method,
  );
  quantization.advance(1);
  const errors = network.parameters
    .filter(({ role }) => role === 'weight')
    .map(({ layer, variable }) => {
      const weights = variable as unknown as tf.Tensor4D;
      const square = () => tf.sum(tf.square(tf.sub(quantization.weights(layer, weights), weights)));
      return [layer, tf.tidy(() => square().dataSync()[0])] as const;
    });
  quantization.dispose();
  return new Map(errors);
}

function stateOf({ trained, state }: Quantization) {
  return [...trained, ...state];
}
