/*
 * The public face of the library: `import { ... } from 'mqat'`. Any other module can be reached by its path, such as
 * `import { ... } from 'mqat/metrics/mssd'`.
 */

// Errors, reports, random numbers
export {
  CheckpointError,
  ConfigurationError,
  DatasetError,
  EnvironmentError,
  InputError,
  InterruptionError,
  NumericalError,
  NumericalFaultError,
  ResultsError,
  type InputProblem,
  type NumericalFault,
} from './common/errors';
export { silentReporter, type ProgressTask, type Reporter } from './common/reporter';
export { Random } from './common/random';
export { codeVersion } from './common/codeVersion';

// Geometry
export type { Camera } from './geometry/camera';
export type { Matrix3, Pose, Vector3 } from './geometry/pose';
export { projectPoint } from './geometry/projection';
export { loadPnpSolver, type PnpProblem, type PnpSolution, type PnpSolver } from './geometry/pnp';

// Data sets
export type {
  ObjectModel,
  PoseDataset,
  PoseInstance,
  PoseSample,
  SamplePixels,
  Split,
} from './datasets/poseDataset';
export { readBopDataset, type BopDataset, type BopOptions } from './datasets/bop/bopDataset';
export { streamBopImages, type BopImage } from './datasets/bop/bopStream';
export { readMesh, readTexturedParts } from './datasets/bop/meshFile';
export { readDatasetFolder } from './datasets/datasetFolder';
export { readSwissCube, type SwissCubeOptions } from './datasets/swissCube/swissCube';
export { readBopResults, type BopResults, type ResultsOptions } from './datasets/bop/results/resultsReader';
export { writeBopResults, type ResultsName } from './datasets/bop/results/resultsWriter';
export type { BopEstimate } from './datasets/bop/results/estimate';
export {
  defaultSwissCubeMini,
  type SwissCubeMiniConfiguration,
} from './datasets/swissCubeMini/configuration';
export { ensureSwissCubeMini } from './datasets/swissCubeMini/swissCubeMini';
export {
  defaultLinemodMini,
  defaultOccludedLinemodMini,
  type LinemodMiniConfiguration,
  type OccludedLinemodMiniConfiguration,
} from './datasets/linemodMini/configuration';
export { ensureLinemodMini, ensureOccludedLinemodMini } from './datasets/linemodMini/linemodMini';
export { noAugmentation, type AugmentationConfiguration } from './datasets/augmentation';
export { inMemory } from './datasets/inMemory';
export {
  groundTruthDetections,
  readDetections,
  type Detection,
  type DetectionSource,
} from './datasets/detections';

// Metrics
export { averageDistance } from './metrics/add';
export { averageClosestDistance } from './metrics/adi';
export { ModelPoints } from './metrics/modelPoints';
export { recall } from './metrics/recall';
export { depthBins, type DepthBinName, type DepthBins } from './metrics/depthBins';
export {
  evaluatePoses,
  standardEvaluation,
  type PoseEvaluation,
  type PoseEvaluationInput,
  type PoseEvaluationOptions,
  type PoseMetric,
  type RecallRow,
} from './metrics/poseEvaluation';
export {
  evaluateBopResults,
  standardBopEvaluation,
  type BopEvaluation,
  type BopEvaluationOptions,
} from './metrics/bop/bopEvaluation';
export type { BopMetric } from './metrics/bop/poseErrorKinds';
export { SurfaceDistances, visibleSurfaceDiscrepancy } from './metrics/vsd';
export {
  bootstrapIntervals,
  bootstrapRunsInterval,
  type BootstrapOptions,
  type Interval,
} from './metrics/bootstrap';

// Allocation of bit widths
export { allocate, type Allocation } from './allocation/allocation';
export { allocateBits, type BitAllocationProblem } from './allocation/bitAllocation';

// Engine
export { describeEngine, tf, type EngineDescription } from './tensor/engine';
export { compileStep, type CompiledStep } from './tensor/compiled/compiledStep';

// Networks
export {
  fullPrecision,
  parameterCounts,
  type ForwardPass,
  type LayerDescription,
  type ModularNetwork,
  type Parameter,
  type PrecisionPolicy,
} from './models/modularNetwork';
export { modularNetworkOf, type LayersModelOptions } from './models/layersModel/layersModel';
export type { ModuleMap } from './models/layersModel/moduleMap';
export { createWdr, miniWdr, paperWdr, type WdrConfiguration, type WdrNetwork } from './models/wdr';
export {
  createCaSpaceNet,
  createCaSpaceNetInTraining,
  type CaSpaceNetwork,
  type CaSpaceNetworkInTraining,
} from './models/caSpaceNet';
export {
  createZebraPose,
  miniZebraPose,
  paperZebraPose,
  type ZebraPoseConfiguration,
  type ZebraPoseNetwork,
} from './models/zebraPose';
export { surfaceCode, type SurfaceCode } from './models/surfaceCode';
export {
  createSegDriven,
  miniSegDriven,
  paperSegDriven,
  type SegDrivenConfiguration,
  type SegDrivenNetwork,
} from './models/segDriven';
export { createDlr, miniDlr, paperDlr, type DlrConfiguration, type DlrNetwork } from './models/dlr';
export { loadWeights, readWeights, saveWeights } from './models/weights/weightFile';
export type { PublicDefinitionName } from './models/weights/publicDefinitions';
export { NetworkBuilder, type WeightSeed } from './models/networkBuilder';
export { chain, convolutionLayer, batchNormalizationLayer, type Layer } from './models/layers';
export { assignFolded, foldBatchNormalization, type LayerNumbers } from './models/batchNormalizationFolding';
export { kaimingNormal, kaimingUniform, type Initializer } from './models/initializers';
export { compressionFactor } from './models/compression';

// Quantizers
export { countDistinctValues } from './quantizers/distinctValues';
export {
  quantize,
  type ActivationOptions,
  type Quantization,
  type QuantizationOptions,
} from './quantizers/quantization';
export {
  quantizationMethods,
  type QuantizationMethod,
  type QuantizationMethodDescription,
} from './quantizers/methods/quantizationMethods';
export {
  activationMethods,
  type ActivationMethod,
  type ActivationMethodDescription,
} from './quantizers/activations/activationMethods';
export type { ActivationGrid, ActivationQuantizer } from './quantizers/activations/activationQuantizer';
export { supportedBits, type ModuleBits } from './quantizers/moduleBits';
export { firstAndLastLayers, type LayerBits, type LayerBitsOptions } from './quantizers/layerBits';
export type { WeightQuantizer } from './quantizers/weightQuantizer';
export {
  quantizationSummary,
  type PrecisionSummary,
  type QuantizationSummary,
} from './quantizers/quantizationSummary';
export { decodeWeights, type LevelLaw, type LevelTable, type WeightCodes } from './quantizers/weightCodes';
export { foldCodes } from './quantizers/foldedCodes';
export {
  foldedPrecision,
  foldQuantization,
  type FoldedLayer,
  type FoldingRule,
} from './quantizers/foldedQuantization';
export {
  dyadicNumber,
  rescaleAccumulators,
  type CodeRange,
  type DyadicNumber,
} from './quantizers/methods/dyadicRescaling';

// Training and prediction
export type { LearningTask, Losses, TrainingTask } from './training/trainingTask';
export { trainingBatches, type Batches, type BatchOptions } from './training/batches';
export { arrayBatches, type ArrayBatchOptions } from './training/arrayBatches';
export { retrainingPlan } from './training/retrainingPlan';
export { supervisedTask, type SupervisedShapes } from './training/tasks/supervisedTask';
export { wdrTask } from './training/tasks/wdrTask';
export { caSpaceNetTask } from './training/tasks/caSpaceNetTask';
export { zebraPoseTask } from './training/tasks/zebraPoseTask';
export type { CodeLossKind } from './training/tasks/codeLoss';
export { zebraPosePredictor } from './training/prediction/zebraPosePredictor';
export { segDrivenTask } from './training/tasks/segDrivenTask';
export { segDrivenPredictor } from './training/prediction/segDrivenPredictor';
export { dlrTask } from './training/tasks/dlrTask';
export { dlrPredictor } from './training/prediction/dlrPredictor';
export type { PredictorParts } from './training/prediction/predictorParts';
export { createTrainer, type CurvePoint, type Trainer, type TrainingPlan } from './training/trainer';
export { reestimateStatistics } from './training/statisticsEstimation';
export { readCheckpoint, writeCheckpoint, type Checkpoint } from './training/checkpoint';
export {
  predictDataset,
  wdrPredictor,
  type DecodingConfiguration,
  type PosePrediction,
  type PosePredictor,
} from './training/prediction/posePredictor';

// Modular quantization-aware training
export { algorithm1, type Algorithm1Result } from './mqat/algorithm1';
export type { ModuleQuantizationBench } from './mqat/moduleQuantizationBench';
export { PrefixCache, searchOrders, type SearchedOrder } from './mqat/orderSearch';
export { moduleCombinations, moduleOrders, type QuantizationOrder } from './mqat/quantizationOrders';
export { trainedBench, type TrainedBenchOptions, type TrainedModel } from './mqat/trainedBench';

// Export
export * from './export/publicFace';

// Deployment
export * from './deployment/publicFace';

// Experiments
export {
  profileNames,
  type EvaluationConfiguration,
  type ProfileName,
  type RunConfiguration,
  type TrainingConfiguration,
} from './experiments/configuration/runConfiguration';
export { profileNamed, type Profile } from './experiments/configuration/profiles';
export { openExperimentData, type ExperimentData } from './experiments/run/experimentData';
export {
  controlRun,
  fullPrecisionKey,
  fullPrecisionRuns,
  quantizedRun,
  type ExperimentRun,
} from './experiments/configuration/experiment';
export {
  firstQuantizedModuleRuns,
  probedModules,
  probeKey,
  probeMethods,
} from './experiments/studies/firstQuantizedModule';
export { studies, studyNamed } from './experiments/studies/registry';
export type { Study } from './experiments/studies/study';
export { architectureRuns } from './experiments/studies/architectures';
export type { Baseline, BaselineComparison, BaselineFamily } from './experiments/studies/baseline';
export { baselines } from './experiments/studies/baselines';
export { caSpaceNetRows } from './experiments/studies/caSpaceNet';
export { zebraPoseRows } from './experiments/studies/zebraPose';
export { conditionsOf, domainsOf, type Condition } from './experiments/studies/conditions';
export { headlineKey } from './experiments/studies/headline';
export { combinationsOf } from './experiments/studies/moduleCombinations';
export { ordersOf } from './experiments/studies/orderSearch';
export { combinedSplits, orderedSplits } from './experiments/studies/moduleSplitting';
export { runSummary } from './experiments/networks/runSummary';
export { networkCost, type NetworkCost } from './experiments/networks/networkThroughput';
export { openLaboratory, type Laboratory } from './experiments/laboratory';
export type { ExperimentScope, ExperimentSubject } from './experiments/configuration/experimentScope';
export type { PlannedRun } from './experiments/execution/runPlan';
export { recallName } from './experiments/configuration/metricNames';
export type { StoredRun } from './experiments/store/storedRun';
export type { TrainedNetwork } from './experiments/run/trainedNetwork';
export {
  foldingCosts,
  type FoldedRecall,
  type FoldingCost,
  type FoldingCostOptions,
} from './experiments/sensitivity/foldingCost';
export {
  accuracySensitivity,
  type AccuracySensitivityOptions,
} from './experiments/sensitivity/accuracySensitivity';
export type { AccuracySensitivity, PartAccuracy } from './experiments/sensitivity/partAccuracy';
export {
  runSensitivity,
  usualRunSensitivity,
  type MeasuredRun,
  type RunSensitivity,
  type RunSensitivityOptions,
} from './experiments/sensitivity/runSensitivity';
export { storedRunsBench, type RunModel, type StoredRunsBench } from './experiments/flow/storedRunsBench';
export {
  checkExperiment,
  experimentBench,
  performAlgorithm1,
  performOrders,
} from './experiments/flow/algorithm1Experiment';
export type {
  Algorithm1Experiment,
  Algorithm1Record,
  ScoredOrder,
} from './experiments/flow/algorithm1Record';
export type { SensitivityIdentity, SensitivityRecord } from './experiments/sensitivity/sensitivityFile';

// Reports and notebooks
export * from './report';
