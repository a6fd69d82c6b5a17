/* What the library shows of this room. */
export { ExportError } from '../common/errors';
export { exportContent, type ExportContent, type FloatTensor } from './exportContent';
export type { ModelInformation } from './modelInformation';
export { decodePacked, encodePacked, readPacked, writePacked, type PackedModel } from './packedFile';
