import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from '../../common/atomicFile';
import { causeText } from '../../common/causeText';
import { ExportError } from '../../common/errors';
import type { ModularNetwork } from '../../models/modularNetwork';
import { exportOnnx, type OnnxOptions } from './onnxExport';
import { decodeOnnx, type OnnxContent } from './onnxFormat';

/**
 * Exports a network to a file: whole, or not at all.
 * @throws ExportError or NumericalError, as {@link exportOnnx}
 */
export async function writeOnnx(
  file: string,
  network: ModularNetwork<unknown>,
  options: OnnxOptions,
): Promise<void> {
  await writeFileAtomically(file, exportOnnx(network, options));
}

/**
 * Reads an exported file and checks that it is whole.
 * @returns what it holds, and its bytes as a runtime takes them
 * @throws ExportError when it is missing, truncated, altered, not exported by this library, or of another operator set
 */
export async function readOnnx(file: string): Promise<OnnxContent & { readonly bytes: Uint8Array }> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    const remedy = 'Check the path, or export the model again.';
    throw new ExportError({ file, found: causeText(cause), expected: 'an exported ONNX model', remedy });
  }
  return { ...decodeOnnx(bytes, file), bytes };
}
