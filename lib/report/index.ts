/* The face of the reports, a part of the public face of the library. */

// Reports: figures, tables and pictures, each with its provenance
export { Display, type DisplayOutput, type DisplayTarget } from './display';
export { createNotebookTarget } from './notebookTarget';
export { createNotebookReporter } from './notebookReporter';
export { createRecordingTarget } from './recordingTarget';
export { createTerminalReporter } from './terminalReporter';
export type { Provenance } from './provenance';
export { paperClaims, paperTable, paperTableTitle } from './paperValues';
export { methodStyles, moduleStyles, overlayColors, splitStyles, type SeriesStyle } from './figures/palette';
export { dataFrame, type Cell } from './tables/dataFrame';
export { comparisonTable, type ComparisonRow } from './tables/comparisonTable';
export { bopRecallTable } from './tables/bopRecallTable';
export { quantizationSummaryTable } from './tables/quantizationSummaryTable';
export { depthHistogram } from './figures/depthHistogram';
export { errorByDepth } from './figures/errorByDepth';
export { histogram } from './figures/histogram';
export { imageGallery, type GalleryTile } from './pictures/imageGallery';
export { paperComparison, type Measured } from './tables/paperComparison';
export { poseAxes, poseBox } from './pictures/poseOverlay';
export { poseCoverage } from './figures/poseCoverage';
export { scatter } from './figures/scatter';
export { trainingCurve } from './figures/trainingCurve';

// Notebooks: what their cells say in a line
export { openSession, type NotebookSession } from './notebook/session';
export { planStudy, runStudy, type PlannedStudy, type StudyRun } from './notebook/studies/studyRun';
export { joinedProvenance, runsProvenance } from './notebook/runsProvenance';
export { environmentTable } from './notebook/environmentTable';
export { datasetTable } from './notebook/datasets/datasetTable';
export { bySplit, depthEdges, depthsOf, posesOf } from './notebook/datasets/splitAnnotations';
export { splitAgreement } from './notebook/datasets/splitAgreement';
export { evenlyRanked } from './notebook/predictions/imageSelection';
export { annotationGallery } from './notebook/datasets/annotationGallery';
export {
  collectionProvenance,
  openDatasetCollection,
  type BroughtDataset,
  type ShownDataset,
} from './notebook/datasets/datasetCollection';
export { collectionTable } from './notebook/datasets/collectionTable';
export { collectionDepths, collectionOcclusion, spreadGallery } from './notebook/datasets/collectionFigures';
export { occlusionVerdict } from './notebook/datasets/occlusionVerdict';
export { predictImages, type ImagePrediction } from './notebook/predictions/imagePredictions';
export { predictionGallery } from './notebook/predictions/predictionGallery';
export { lossCurves } from './notebook/lossCurves';
export { depthErrors } from './notebook/predictions/depthErrors';
export { recallTable } from './notebook/studies/recallTable';
export { startingPointVerdict } from './notebook/studies/startingPointVerdict';
export { imageColumn, type HitRule } from './notebook/imageErrorColumns';
export {
  allResults,
  reproduceCommand,
  resultsOf,
  runSeeds,
  runsOfSeeds,
  type SeedResults,
  type SeedRuns,
} from './notebook/studies/seedResults';
export { measuredDifference, measuredRecall } from './notebook/studies/seedStatistics';
export { explore, type Exploration, type ExplorationQuestion } from './notebook/studies/exploration';
export { explorationTable } from './notebook/studies/explorationTable';
export { planTable } from './notebook/studies/planTable';
export { firstModuleTable } from './notebook/studies/firstModuleTable';
export { differenceTable } from './notebook/studies/differenceTable';
export {
  datasetDifferenceTable,
  datasetFigure,
  datasetRecallTable,
} from './notebook/studies/datasetComparison';
export { objectTable } from './notebook/datasets/objectTable';
export { fullPrecisionRow } from './notebook/studies/studyRows';
export { studyTable } from './notebook/studies/studyTable';
export { publishedByRun } from './ledger/publishedNumbers';
export { firstModuleRows } from './notebook/studies/firstModuleRows';
export { pyramidWidthFigure } from './notebook/studies/pyramidWidthFigure';
export { pyramidWidthRows } from './notebook/studies/pyramidWidthRows';
export { claimTable } from './notebook/ledger/claimTable';
export {
  conditionFigure,
  conditionTable,
  conditionVerdicts,
  type ConditionStudy,
} from './notebook/studies/conditionResults';
export { storedLedger, type StoredLedger } from './ledger/storedLedger';
export { costSentence, type RunTableRow } from './ledger/runTable';
export { ledgerClaimTable, runCostTable, verdictCountTable } from './notebook/ledger/ledgerTables';
export { ledgerFigure } from './notebook/ledger/ledgerFigure';
export { ledgerProvenance } from './notebook/ledger/ledgerProvenance';
export {
  depthRangeFigure,
  depthRows,
  depthRowsOf,
  networkDepthRows,
} from './notebook/predictions/depthRanges';
export { depthRangeTable } from './notebook/predictions/depthRangeTable';
export { flowFigure } from './notebook/studies/flowFigure';
export { flowRows, type FlowRow } from './notebook/studies/flowRows';
export { differenceFigure, type MethodRow } from './notebook/studies/differenceFigure';
export { pyramidLayerRows, scheduleRows } from './notebook/studies/supplementaryRows';
export {
  splitLegend,
  splitOrderFigure,
  splitSetFigure,
  splitVerdicts,
} from './notebook/studies/splitResults';
export { keptClouds } from './notebook/predictions/keptClouds';
export { cloudFigure } from './notebook/predictions/cloudFigure';
export { cloudStatistics, commonImages, type CloudRow } from './notebook/predictions/cloudStatistics';
export { cloudTable } from './notebook/predictions/cloudTable';
export { compressionFigure } from './notebook/studies/compressionFigure';
export { precisionTable } from './notebook/quantizers/precisionTable';
export { firstModuleFigure } from './notebook/studies/firstModuleFigure';
export {
  architectureCosts,
  architectureGraph,
  architectureMemory,
  architectureTable,
} from './notebook/networks/architectureFigures';
export {
  networkThroughputs,
  throughputFigure,
  throughputTable,
  type NetworkThroughput,
} from './notebook/networks/throughput';
export { storedSeeds } from './notebook/studies/storedSeeds';
export { compressionTable } from './notebook/studies/compressionTable';
export { distinctValuesTable } from './notebook/quantizers/distinctValuesTable';
export { quantizerResponses, type LayerResponses } from './notebook/quantizers/quantizerResponses';
export { staircaseFigure } from './notebook/studies/staircaseFigure';
export { quantizerGradientFigure } from './notebook/quantizers/quantizerGradientFigure';
export { weightHistogramFigure } from './notebook/quantizers/weightHistogramFigure';
export { quantizerTable } from './notebook/quantizers/quantizerTable';
export { quantizerVerdict } from './notebook/quantizers/quantizerVerdict';
export { foldedNetworks } from './notebook/quantizers/foldedNetworks';
export { foldingTable, type FoldedNetwork } from './notebook/quantizers/foldingTable';
export { sensitivityImages, sensitivityOptions } from './notebook/sensitivity/sensitivityProfile';
export { traceFigure, traceSentence } from './notebook/sensitivity/traceFigure';
export { importanceFigure } from './notebook/sensitivity/importanceFigure';
export {
  allocationAt,
  layersToAllocate,
  modulesToAllocate,
  sweepAllocations,
  type AllocatedParts,
  type SweptAllocation,
} from './notebook/sensitivity/allocationSweep';
export { allocationFigure, layerWidthFigure } from './notebook/sensitivity/allocationFigure';
export { allocationTable, importanceRangeTable } from './notebook/sensitivity/allocationTable';
export { allocationSummary } from './notebook/sensitivity/allocationSummary';
export { networkAccuracy, type NetworkAccuracyOptions } from './notebook/networks/networkAccuracy';
export { accuracySensitivityFigure } from './notebook/sensitivity/accuracySensitivityFigure';
export { accuracySensitivityTable } from './notebook/sensitivity/accuracySensitivityTable';
export { sensitivityVerdict, type SensitivityFindings } from './notebook/sensitivity/sensitivityVerdict';

// Footprints: bytes on disk, latency
export * from './footprint/publicFace';
