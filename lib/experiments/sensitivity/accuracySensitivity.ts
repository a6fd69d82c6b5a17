/*
 * What each layer, or each module, costs in pose accuracy: a trained network with one of them quantized alone, and with all
 * but one, without training. Traces of the Hessian predict this; here it is measured.
 */
import { ConfigurationError } from '../../common/errors';
import { silentReporter, type Reporter } from '../../common/reporter';
import { inMemory } from '../../datasets/inMemory';
import type { PoseDataset } from '../../datasets/poseDataset';
import { loadPnpSolver } from '../../geometry/pnp';
import { errorsBy, type PoseMetric } from '../../metrics/poseEvaluation';
import type { ModularNetwork } from '../../models/modularNetwork';
import {
  methodNamed,
  quantizationMethods,
  type QuantizationMethod,
} from '../../quantizers/methods/quantizationMethods';
import { accuracyOfParts, keysOf, type AccuracySensitivity, type Part } from './partAccuracy';
import { readKept } from './keptMeasurement';
import {
  readPartErrors,
  writePartErrors,
  type PoseErrorList,
  type PartErrors,
  type PartErrorsIdentity,
} from './partErrors';
import { replaceableWeights } from './replaceableWeights';
import type { EvaluationConfiguration } from '../configuration/runConfiguration';
import { splitScorer } from '../run/runEvaluation';
import type { TrainedNetwork } from '../run/trainedNetwork';

/** How the accuracy of a network with some of it quantized is measured. */
export interface AccuracySensitivityOptions {
  /** What is quantized at a time */
  readonly parts: 'layers' | 'modules';
  readonly bits: number;
  /** One that needs no training */
  readonly method: QuantizationMethod;
  /** How many, from the first */
  readonly images: number;
  readonly metric: PoseMetric;
  /** Share of the diameter under which a pose is a hit */
  readonly threshold: number;
  readonly evaluation: EvaluationConfiguration;
  /** JSON; what it holds already is not evaluated again */
  readonly file: string;
}

/**
 * Measures what each part of a network costs when it is quantized after training. What was evaluated is written after each
 * network, and a measurement that was broken off goes on from there. A kept file that is damaged or was evaluated with
 * something else is named, and replaced.
 * @param trained - its network is left as it is; a precision that it has already stays beneath
 * @param dataset - validation images, never test images
 * @throws ConfigurationError when the method needs training, has no such width, or there are not as many images
 * @throws NumericalError naming a layer whose weights cannot be quantized
 */
export async function accuracySensitivity(
  { network, precision }: Pick<TrainedNetwork, 'network' | 'precision'>,
  dataset: PoseDataset,
  options: AccuracySensitivityOptions,
  reporter: Reporter,
): Promise<AccuracySensitivity> {
  checkOptions(options, dataset);
  const { bits, method, images, metric, threshold, evaluation } = options;
  const parts = partsOf(network, options.parts);
  const weights = replaceableWeights(network, precision, bits, method);
  try {
    const chosen = await inMemory(firstImages(dataset, images), silentReporter);
    const { confidenceThreshold, ransac } = evaluation;
    const identity: PartErrorsIdentity = {
      ...{ weights: weights.hash, data: dataset.hash, images, method, bits, metric },
      poses: chosen.samples.reduce((sum, { instances }) => sum + instances.length, 0),
      parts: parts.map(({ part }) => part),
      decoding: { confidenceThreshold, ransac },
    };
    const bootstrap = { ...evaluation.bootstrap, samples: 1 };
    const solver = await loadPnpSolver();
    const score = splitScorer(network, weights.precision, chosen, solver, { ...evaluation, bootstrap });
    const evaluate = async (key: string): Promise<PoseErrorList> => {
      weights.quantize(new Set(parts.flatMap(({ layers }, index) => (key[index] === '1' ? layers : []))));
      return errorsBy(metric, await score(silentReporter));
    };
    const errors = await evaluateAll(keysOf(parts.length), options.file, identity, evaluate, reporter);
    const { samples, level } = evaluation.bootstrap;
    return accuracyOfParts(parts, errors, threshold, { resamples: samples, confidence: level, seed: 0 });
  } finally {
    weights.dispose();
  }
}

/** @returns what is quantized together, in the order of the network */
function partsOf({ layers, modules }: ModularNetwork<unknown>, kind: 'layers' | 'modules'): Part[] {
  if (kind === 'layers') return layers.map(({ name, module }) => ({ part: name, module, layers: [name] }));
  return modules.map((module) => ({
    ...{ part: module, module },
    layers: layers.filter((layer) => layer.module === module).map(({ name }) => name),
  }));
}

async function evaluateAll(
  keys: readonly string[],
  file: string,
  identity: PartErrorsIdentity,
  evaluate: (key: string) => Promise<PoseErrorList>,
  reporter: Reporter,
): Promise<PartErrors['errors']> {
  const kept = await readKept(() => readPartErrors(file, identity), reporter);
  const errors = { ...kept?.errors };
  const task = reporter.progress('accuracy with parts quantized', keys.length, 'networks');
  try {
    for (const [index, key] of keys.entries()) {
      if (!Object.hasOwn(errors, key)) {
        errors[key] = await evaluate(key);
        await writePartErrors(file, { identity, errors });
      }
      task.update(index + 1);
    }
  } finally {
    task.finish();
  }
  return errors;
}

function firstImages(dataset: PoseDataset, count: number): PoseDataset {
  return { ...dataset, samples: dataset.samples.slice(0, count) };
}

function checkOptions({ method, bits, images }: AccuracySensitivityOptions, dataset: PoseDataset): void {
  const demand = (holds: boolean, field: string, found: string, expected: string, remedy: string) => {
    if (!holds)
      throw new ConfigurationError({ field: `accuracy sensitivity, ${field}`, found, expected, remedy });
  };
  const { retrains, widths } = methodNamed(method);
  const postTraining = Object.entries(quantizationMethods).filter(([, row]) => !row.retrains);
  const names = postTraining.map(([name]) => name).join(', ');
  demand(!retrains, 'method', method, `one of ${names}`, 'Choose a method that needs no training.');
  demand(
    widths.includes(bits),
    'bits',
    String(bits),
    `one of ${widths.join(', ')}`,
    'Choose a width that the method has.',
  );
  const available = dataset.samples.length;
  const enough = Number.isInteger(images) && images >= 1 && images <= available;
  const remedy = 'Ask for fewer images, or bring more.';
  demand(enough, 'images', String(images), `1 to ${available}, the images of the data set`, remedy);
}
