import { ConfigurationError } from '../../common/errors';
import { createCaSpaceNetInTraining, wdrSourceOf } from '../../models/caSpaceNet';
import { createDlr, miniDlr, paperDlr, tinyDlr } from '../../models/dlr';
import { splitModules } from '../../models/moduleSplitting';
import type { WeightSeed } from '../../models/networkBuilder';
import { createSegDriven, miniSegDriven, paperSegDriven, tinySegDriven } from '../../models/segDriven';
import { createWdr, miniWdr, paperWdr, type WdrConfiguration, type WdrNetwork } from '../../models/wdr';
import {
  createZebraPose,
  miniZebraPose,
  paperZebraPose,
  tinyZebraPose,
  type ZebraPoseConfiguration,
} from '../../models/zebraPose';
import { caSpaceNetTask } from '../../training/tasks/caSpaceNetTask';
import { dlrPredictor } from '../../training/prediction/dlrPredictor';
import { dlrTask } from '../../training/tasks/dlrTask';
import { wdrPredictor } from '../../training/prediction/posePredictor';
import type { PredictorParts } from '../../training/prediction/predictorParts';
import { segDrivenPredictor } from '../../training/prediction/segDrivenPredictor';
import { segDrivenTask } from '../../training/tasks/segDrivenTask';
import { wdrTask } from '../../training/tasks/wdrTask';
import { zebraPosePredictor } from '../../training/prediction/zebraPosePredictor';
import { zebraPoseTask } from '../../training/tasks/zebraPoseTask';
import { modulePartsOf } from '../configuration/moduleSplits';
import type { NetworkName } from '../configuration/networkModules';
import type { ModelConfiguration } from '../configuration/runConfiguration';
import { networkRow, type NetworkRow, type RunNetwork } from './runNetwork';

/** WDR at 32x32, so small that a step takes milliseconds: for the behavioral fingerprint and for tests. */
const tinyWdr: WdrConfiguration = {
  inputWidth: 32,
  inputHeight: 32,
  backbone: { initialChannels: 4, stageChannels: [8, 8, 16], stageUnits: [1, 2, 2] },
  pyramid: { channels: 8, stages: [2, 3], extraLevels: 1 },
  head: { towerConvolutions: 1, groups: 2, classes: 1 },
  anchorSizes: miniWdr.anchorSizes,
};

/** Size of LINEMOD's images, px. */
const linemodSize = { inputWidth: 640, inputHeight: 480 } as const;

/** The sizes of WDR; CA-SpaceNet has the same. */
export const wdrScales = {
  tiny: tinyWdr,
  mini: miniWdr,
  paper: paperWdr,
  paperLinemod: { ...paperWdr, ...linemodSize },
} as const satisfies Record<string, WdrConfiguration>;

/** The sizes of WDR and, by name, those with half and with twice the channels of the pyramid, which the head has too. */
const wdrWidths: Readonly<Record<string, WdrConfiguration>> = {
  ...wdrScales,
  miniNarrow: withPyramidChannels(miniWdr, 0.5),
  miniWide: withPyramidChannels(miniWdr, 2),
  paperNarrow: withPyramidChannels(paperWdr, 0.5),
  paperWide: withPyramidChannels(paperWdr, 2),
};

/** The sizes of ZebraPose, whose crops are as large whatever the images are. */
export const zebraPoseScales = {
  tiny: tinyZebraPose,
  mini: miniZebraPose,
  paper: paperZebraPose,
  paperLinemod: paperZebraPose,
} as const satisfies Record<string, ZebraPoseConfiguration>;

/** One row a network that runs can be made of. */
const networks: Readonly<Record<NetworkName, NetworkRow>> = {
  wdr: networkRow({
    scales: wdrWidths,
    withClasses: withHeadClasses,
    create: createWdr,
    task: wdrTask,
    predictor: cellPredictor,
  }),
  caSpaceNet: networkRow({
    scales: wdrScales,
    withClasses: withHeadClasses,
    create: createCaSpaceNetInTraining,
    task: caSpaceNetTask,
    predictor: cellPredictor,
    sourceOf: wdrSourceOf,
  }),
  zebraPose: networkRow({
    scales: zebraPoseScales,
    create: createZebraPose,
    task: zebraPoseTask,
    predictor: zebraPosePredictor,
  }),
  segDriven: networkRow({
    scales: {
      tiny: tinySegDriven,
      mini: miniSegDriven,
      paper: paperSegDriven,
      paperLinemod: { ...paperSegDriven, ...linemodSize },
    },
    withClasses: (configuration, classes) => ({ ...configuration, classes }),
    create: createSegDriven,
    task: segDrivenTask,
    predictor: segDrivenPredictor,
  }),
  dlr: networkRow({
    scales: { tiny: tinyDlr, mini: miniDlr, paper: paperDlr, paperLinemod: paperDlr },
    create: createDlr,
    task: dlrTask,
    predictor: dlrPredictor,
  }),
};

/** @returns the row of the registry that a network has */
export function networkNamed(name: NetworkName): NetworkRow {
  return networks[name];
}

/**
 * @returns the configuration that a network has at a scale, for as many classes
 * @throws ConfigurationError when the network has no such scale, or finds only one object and should tell several apart
 */
export function networkConfiguration({ network, scale, classes = 1 }: ModelConfiguration): object {
  const { scales, withClasses } = networks[network];
  if (!Object.hasOwn(scales, scale)) {
    throw new ConfigurationError({
      file: 'run configuration',
      field: 'model.scale',
      found: JSON.stringify(scale),
      expected: `one of ${Object.keys(scales).join(', ')}`,
      remedy: 'Name a scale that the network has.',
    });
  }
  if (classes === 1) return scales[scale];
  if (withClasses !== undefined) return withClasses(scales[scale], classes);
  throw new ConfigurationError({
    file: 'run configuration',
    field: 'model.classes',
    found: String(classes),
    expected: `1: ${network} is trained for each object`,
    remedy: 'Choose one object of the data set.',
  });
}

/**
 * Makes a network with new weights.
 * @param seed - of the weights
 */
export function buildNetwork(model: ModelConfiguration, seed: WeightSeed): RunNetwork {
  const parts = modulePartsOf(model);
  const network = networks[model.network].build(networkConfiguration(model), seed);
  return parts === undefined ? network : splitModules(network, parts);
}

function withPyramidChannels(configuration: WdrConfiguration, factor: number): WdrConfiguration {
  const { pyramid } = configuration;
  return { ...configuration, pyramid: { ...pyramid, channels: factor * pyramid.channels } };
}

function withHeadClasses(configuration: WdrConfiguration, classes: number): WdrConfiguration {
  return { ...configuration, head: { ...configuration.head, classes } };
}

/** Any network that fills WDR's cells is decoded as WDR is. */
function cellPredictor(
  network: WdrNetwork,
  { precision, objects, solver, decoding, compiledBatch }: PredictorParts,
) {
  return wdrPredictor(network, precision, objects, solver, decoding, compiledBatch);
}
