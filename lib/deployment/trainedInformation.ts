import type { PoseDataset } from '../datasets/poseDataset';
import { networkConfiguration } from '../experiments/networks/networks';
import { decodingOf } from '../experiments/run/runEvaluation';
import type { RunConfiguration } from '../experiments/configuration/runConfiguration';
import type { StoredRun } from '../experiments/store/storedRun';
import type { ModelInformation } from '../export/modelInformation';
import { colorNormalization } from '../models/imageNormalization';
import { objectInformation } from './modelObjects';

/** What an exported run is described by. */
export interface TrainedRun {
  readonly run: StoredRun;
  /** Configurations of the runs that it started from, the first one first */
  readonly ancestors: readonly RunConfiguration[];
  /** Any split of the data that it was trained on */
  readonly dataset: PoseDataset;
  /** px */
  readonly inputSize: readonly [number, number];
  readonly needsDetections: boolean;
}

/** @returns what an exported file says of a run: all that poses are found by is in it */
export function trainedInformation(trained: TrainedRun): ModelInformation {
  const { run, ancestors, dataset, inputSize, needsDetections } = trained;
  const { configuration } = run.ingredients;
  const { model, quantization, evaluation } = configuration;
  const [width, height] = inputSize;
  const { mean, deviation } = colorNormalization;
  const cameraMatrix = needsDetections ? undefined : commonMatrix(dataset);
  return {
    architecture: model.network,
    configuration: { ...networkConfiguration(model) },
    moduleBits: { ...quantization },
    order: quantizationOrder([...ancestors, configuration]),
    data: dataset.name,
    metrics: Object.fromEntries(Object.entries(run.metrics).map(([name, { value }]) => [name, value])),
    codeVersion: run.environment.codeVersion,
    prediction: {
      input: { width, height, mean: [...mean], deviation: [...deviation] },
      needsDetections,
      ...(cameraMatrix !== undefined && { cameraMatrix }),
      objects: dataset.objects.map(objectInformation),
      decoding: decodingOf(evaluation),
    },
  };
}

/** @returns the modules in the order in which a chain of runs quantized them; those of one run in the order of the data flow */
export function quantizationOrder(chain: readonly Pick<RunConfiguration, 'quantization'>[]): string[] {
  const order: string[] = [];
  for (const { quantization } of chain) {
    for (const [module, bits] of Object.entries(quantization))
      if (bits !== 32 && !order.includes(module)) order.push(module);
  }
  return order;
}

/** @returns the camera matrix of all images; undefined where they have different ones */
function commonMatrix({ samples }: PoseDataset): readonly number[] | undefined {
  const [{ camera }] = samples;
  const common = camera.matrix.join();
  return samples.every((sample) => sample.camera.matrix.join() === common) ? camera.matrix : undefined;
}
