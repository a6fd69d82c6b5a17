/*
 * Networks that are trained on the spot, for Algorithm 1 and the order search: any network made of modules, on any data.
 */
import type { ModularNetwork, PrecisionPolicy } from '../models/modularNetwork';
import { parameterCounts } from '../models/modularNetwork';
import type { ModuleBits } from '../quantizers/moduleBits';
import type { QuantizationMethod } from '../quantizers/methods/quantizationMethods';
import { quantize, type Quantization } from '../quantizers/quantization';
import { moduleImportance, type SensitivityMeasure } from '../sensitivity/importance';
import { usualTraceOptions, type TraceOptions } from '../sensitivity/traceEstimate';
import type { Batches } from '../training/batches';
import { assignVariables, readVariables, type StoredArray } from '../training/namedVariables';
import { reestimateStatistics } from '../training/statisticsEstimation';
import { createTrainer, type TrainingPlan } from '../training/trainer';
import type { LearningTask } from '../training/trainingTask';
import type { ModuleQuantizationBench } from './moduleQuantizationBench';
import { networkSensitivity } from './networkSensitivity';

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
  /** What a layer's sensitivity is in Omega; its trace by default */
  readonly measure?: SensitivityMeasure;
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
      withModel(network, model, model.bits, method, async (precision) => {
        const layers = await networkSensitivity(task, batches, widths, {
          ...{ precision, modules, batchCount: options.sensitivityBatches ?? 2 },
          traces: options.traces ?? fewProbes,
        });
        return moduleImportance(layers, modules, options.measure ?? 'trace');
      }),
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

function stateOf({ trained, state }: Quantization) {
  return [...trained, ...state];
}
