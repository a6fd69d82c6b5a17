/* What the library shows of this room. */
export { openExportedModel, type ExportedModel } from './exportedModel';
export { exportedPredictor, type ExportedPredictor, type SeenImage } from './exportedPredictor';
export { fitImage, type FittedImage } from './fittedImage';
export { imagesOfBopSet, imagesOfFolder, singleImage, type ImageSource } from './imageSources';
export { measureOutputRanges } from './outputRanges';
export { readModelObjects, type MeshedObject } from './modelObjects';
export { predictToFiles, type PredictedImage, type PredictionRequest } from './predictionFiles';
export { trainedInformation, type TrainedRun } from './trainedInformation';
