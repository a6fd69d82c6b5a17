import type { ObjectModel } from '../../datasets/poseDataset';
import type { ModularNetwork } from '../../models/modularNetwork';
import type { WeightSeed } from '../../models/networkBuilder';
import type { PosePredictor } from '../../training/prediction/posePredictor';
import type { PredictorParts } from '../../training/prediction/predictorParts';
import type { TrainingTask } from '../../training/trainingTask';

/** A network as runs use it, whichever it is: trained for its task, then asked for poses. */
export interface RunNetwork extends ModularNetwork<unknown> {
  /** Width and height of the images or crops that it takes, px */
  readonly inputSize: readonly [number, number];
  /** @throws ConfigurationError where the network cannot be trained for these objects */
  task(objects: readonly ObjectModel[]): TrainingTask;
  /** @throws ConfigurationError where the network cannot find these objects */
  predictor(parts: PredictorParts): PosePredictor;
}

/** Everything that runs must know of a network: a row of the registry. */
export interface NetworkRow {
  /** Configurations by name, plain objects */
  readonly scales: Readonly<Record<string, object>>;
  /** @returns one of the scales for so many classes; absent where a network finds one object */
  withClasses?(configuration: object, classes: number): object;
  /**
   * @param configuration - one of the scales, or one of them with other classes
   * @param seed - of the initial weights
   */
  build(configuration: object, seed: WeightSeed): RunNetwork;
  /**
   * Where a network's tensors come from when it starts from another network's run.
   * @returns the name of the other network's tensor; undefined where the tensor keeps its new weights
   */
  sourceOf?(name: string): string | undefined;
}

/** What a row says of a network of one kind, with its own types. */
export interface NetworkDefinition<Configuration extends InputSize, Network extends ModularNetwork<unknown>> {
  readonly scales: Readonly<Record<string, Configuration>>;
  withClasses?(configuration: Configuration, classes: number): Configuration;
  create(configuration: Configuration, seed: WeightSeed): Network;
  task(network: Network, objects: readonly ObjectModel[]): TrainingTask;
  predictor(network: Network, parts: PredictorParts): PosePredictor;
  sourceOf?(name: string): string | undefined;
}

/** Makes a row of the registry from a network's own functions. */
export function networkRow<Configuration extends InputSize, Network extends ModularNetwork<unknown>>(
  definition: NetworkDefinition<Configuration, Network>,
): NetworkRow {
  const { scales, withClasses, create, task, predictor, sourceOf } = definition;
  return {
    scales,
    ...(withClasses && {
      withClasses: (configuration, classes) => withClasses(configuration as Configuration, classes),
    }),
    build(configuration, seed) {
      const network = create(configuration as Configuration, seed);
      return {
        ...network,
        inputSize: inputSizeOf(configuration as InputSize),
        task: (objects) => task(network, objects),
        predictor: (parts) => predictor(network, parts),
      };
    },
    ...(sourceOf && { sourceOf }),
  };
}

/** How configurations say the size of a network's input. */
type InputSize =
  { readonly inputWidth: number; readonly inputHeight: number } | { readonly cropSize: number };

function inputSizeOf(configuration: InputSize): [number, number] {
  return 'cropSize' in configuration
    ? [configuration.cropSize, configuration.cropSize]
    : [configuration.inputWidth, configuration.inputHeight];
}
