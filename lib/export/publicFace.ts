/* What the library shows of this room. */
export { ExportError } from '../common/errors';
export { exportContent, type ExportContent, type FloatTensor } from './exportContent';
export type { InputInformation, ObjectInformation, PredictionInformation } from './predictionInformation';
export { exportSizes, type ExportSizes, type ExportSizesOptions } from './exportSizes';
export type { ModelInformation } from './modelInformation';
export { exportOnnx, imagesName, type OnnxOptions, type OnnxOpset } from './onnx/onnxExport';
export type { ValueRange } from './onnx/integerConvolution';
export { readOnnx, writeOnnx } from './onnx/onnxFile';
export type { OnnxContent } from './onnx/onnxFormat';
export { decodePacked, encodePacked, readPacked, writePacked, type PackedModel } from './packedFile';
export { assignPacked } from './packedNetwork';
