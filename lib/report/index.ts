/* The face of the reports, a part of the public face of the library. */

// Reports: figures, tables and pictures, each with its provenance
export { Display, type DisplayOutput, type DisplayTarget } from './display';
export { createNotebookTarget } from './notebookTarget';
export { createNotebookReporter } from './notebookReporter';
export { createRecordingTarget } from './recordingTarget';
export { createTerminalReporter } from './terminalReporter';
export type { Provenance } from './provenance';
export { paperClaims, paperTable, paperTableTitle } from './paperValues';
export { methodStyles, moduleStyles, overlayColors, splitStyles, type SeriesStyle } from './palette';
export { dataFrame, type Cell } from './dataFrame';
export { comparisonTable, type ComparisonRow } from './comparisonTable';
export { bopRecallTable } from './bopRecallTable';
export { quantizationSummaryTable } from './quantizationSummaryTable';
export { depthHistogram } from './depthHistogram';
export { errorByDepth } from './errorByDepth';
export { histogram } from './histogram';
export { imageGallery, type GalleryTile } from './imageGallery';
export { paperComparison, type Measured } from './paperComparison';
export { poseAxes, poseBox } from './poseOverlay';
export { poseCoverage } from './poseCoverage';
export { scatter } from './scatter';
export { trainingCurve } from './trainingCurve';

// Notebooks: what their cells say in a line
export { openSession, type NotebookSession } from './notebook/session';
export { joinedProvenance, runsProvenance } from './notebook/runsProvenance';
export { environmentTable } from './notebook/environmentTable';
export { datasetTable } from './notebook/datasetTable';
export { bySplit, depthEdges, depthsOf, posesOf } from './notebook/splitAnnotations';
export { splitAgreement } from './notebook/splitAgreement';
export { evenlyRanked } from './notebook/imageSelection';
export { annotationGallery } from './notebook/annotationGallery';
export {
  collectionProvenance,
  openDatasetCollection,
  type BroughtDataset,
  type ShownDataset,
} from './notebook/datasetCollection';
export { collectionTable } from './notebook/collectionTable';
export { collectionDepths, collectionOcclusion, spreadGallery } from './notebook/collectionFigures';
export { occlusionVerdict } from './notebook/occlusionVerdict';
export { predictImages, type ImagePrediction } from './notebook/imagePredictions';
export { predictionGallery } from './notebook/predictionGallery';
export { lossCurves } from './notebook/lossCurves';
export { depthErrors } from './notebook/depthErrors';
export { recallTable } from './notebook/recallTable';
export { startingPointVerdict } from './notebook/startingPointVerdict';
export { imageColumn, type HitRule } from './notebook/imageErrorColumns';
export {
  allResults,
  reproduceCommand,
  resultsOf,
  runSeeds,
  runsOfSeeds,
  type SeedResults,
  type SeedRuns,
} from './notebook/seedResults';
export { measuredDifference, measuredRecall } from './notebook/seedStatistics';
export { explore, type Exploration, type ExplorationQuestion } from './notebook/exploration';
export { explorationTable } from './notebook/explorationTable';
export { planTable } from './notebook/planTable';
export { firstModuleTable } from './notebook/firstModuleTable';
export { differenceTable } from './notebook/differenceTable';
export { datasetDifferenceTable, datasetFigure, datasetRecallTable } from './notebook/datasetComparison';
export { objectTable } from './notebook/objectTable';
export { fullPrecisionRow } from './notebook/studyRows';
export { studyTable } from './notebook/studyTable';
export { publishedByRun } from './ledger/publishedNumbers';
export { firstModuleRows } from './notebook/firstModuleRows';
export { pyramidWidthFigure } from './notebook/pyramidWidthFigure';
export { pyramidWidthRows } from './notebook/pyramidWidthRows';
export { claimTable } from './notebook/claimTable';
export {
  conditionFigure,
  conditionTable,
  conditionVerdicts,
  type ConditionStudy,
} from './notebook/conditionResults';
export { storedLedger, type StoredLedger } from './ledger/storedLedger';
export { costSentence, type RunTableRow } from './ledger/runTable';
export { ledgerClaimTable, runCostTable, verdictCountTable } from './notebook/ledgerTables';
export { ledgerFigure } from './notebook/ledgerFigure';
export { ledgerProvenance } from './notebook/ledgerProvenance';
export { depthRangeFigure, depthRows } from './notebook/depthRanges';
export { depthRangeTable } from './notebook/depthRangeTable';
export { flowFigure } from './notebook/flowFigure';
export { flowRows, type FlowRow } from './notebook/flowRows';
export { differenceFigure, type MethodRow } from './notebook/differenceFigure';
export { pyramidLayerRows, scheduleRows } from './notebook/supplementaryRows';
export { splitLegend, splitOrderFigure, splitSetFigure, splitVerdicts } from './notebook/splitResults';
export { cornerClouds } from './notebook/cornerClouds';
export { cloudFigure } from './notebook/cloudFigure';
export { cloudStatistics, commonImages, type CloudRow } from './notebook/cloudStatistics';
export { cloudTable } from './notebook/cloudTable';
export { compressionFigure } from './notebook/compressionFigure';
export { precisionTable } from './notebook/precisionTable';
export { firstModuleFigure } from './notebook/firstModuleFigure';
export {
  architectureCosts,
  architectureGraph,
  architectureMemory,
  architectureTable,
} from './notebook/architectureFigures';
export {
  networkThroughputs,
  throughputFigure,
  throughputTable,
  type NetworkThroughput,
} from './notebook/throughput';
export { storedSeeds } from './notebook/storedSeeds';
export { compressionTable } from './notebook/compressionTable';
export { distinctValuesTable } from './notebook/distinctValuesTable';
export { quantizerResponses, type LayerResponses } from './notebook/quantizerResponses';
export { staircaseFigure } from './notebook/staircaseFigure';
export { quantizerGradientFigure } from './notebook/quantizerGradientFigure';
export { weightHistogramFigure } from './notebook/weightHistogramFigure';
export { quantizerTable } from './notebook/quantizerTable';
export { quantizerVerdict } from './notebook/quantizerVerdict';
export { foldedNetworks } from './notebook/foldedNetworks';
export { foldingTable, type FoldedNetwork } from './notebook/foldingTable';
export { sensitivityImages, sensitivityOptions } from './notebook/sensitivityProfile';
export { traceFigure, traceSentence } from './notebook/traceFigure';
export { importanceFigure } from './notebook/importanceFigure';
export {
  allocationAt,
  layersToAllocate,
  modulesToAllocate,
  sweepAllocations,
  type AllocatedParts,
  type SweptAllocation,
} from './notebook/allocationSweep';
export { allocationFigure, layerWidthFigure } from './notebook/allocationFigure';
export { allocationTable, importanceRangeTable } from './notebook/allocationTable';
export { allocationSummary } from './notebook/allocationSummary';
export { networkAccuracy, type NetworkAccuracyOptions } from './notebook/networkAccuracy';
export { accuracySensitivityFigure } from './notebook/accuracySensitivityFigure';
export { accuracySensitivityTable } from './notebook/accuracySensitivityTable';
export { sensitivityVerdict, type SensitivityFindings } from './notebook/sensitivityVerdict';

// Footprints: bytes on disk, latency
export * from './footprint/publicFace';
