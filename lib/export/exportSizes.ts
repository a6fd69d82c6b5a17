import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { encodeSafetensors } from '../common/safetensors';
import type { ModularNetwork } from '../models/modularNetwork';
import type { Quantization } from '../quantizers/quantization';
import { quantizationSummary } from '../quantizers/quantizationSummary';
import { exportContent } from './exportContent';
import type { ModelInformation } from './modelInformation';
import { exportOnnx } from './onnx/onnxExport';
import { encodePacked } from './packedFile';

/** Bytes of a network's files, beside what theory says. */
export interface ExportSizes {
  /** Safetensors of all parameters and running statistics at 32 bits */
  readonly float32: number;
  /** ONNX, batch normalizations folded, codes kept */
  readonly onnx: number;
  /** Packed safetensors */
  readonly packed: number;
  /** The packed file through gzip */
  readonly packedCompressed: number;
  /** Weights at their widths, scales, and all else at 32 bits */
  readonly theory: number;
  /** Bytes at full precision over the compression factor */
  readonly paper: number;
  /** The compression factor, as papers count it */
  readonly compression: number;
}

/** What is measured. */
export interface ExportSizesOptions {
  readonly information: ModelInformation;
  /** Of the images or crops that the network takes, px */
  readonly imageWidth: number;
  readonly imageHeight: number;
}

/**
 * Measures what a network takes in each format.
 * @param quantization - undefined for full precision
 * @throws NumericalError naming a layer that is not quantized to the end
 */
export async function exportSizes(
  network: ModularNetwork<unknown>,
  quantization: Quantization | undefined,
  { information, imageWidth, imageHeight }: ExportSizesOptions,
): Promise<ExportSizes> {
  const { total } = quantizationSummary(network, quantization, imageWidth, imageHeight);
  const onnx = exportOnnx(network, {
    ...{ information, imageWidth, imageHeight, quantization, folding: 'codes kept' },
  });
  const packed = encodePacked({ information, ...exportContent(network, quantization) });
  const compressed = await promisify(gzip)(packed);
  return {
    float32: floatFile(network).byteLength,
    onnx: onnx.byteLength,
    packed: packed.byteLength,
    packedCompressed: compressed.byteLength,
    theory: total.bytes.total,
    paper: total.bytes.fullPrecision / total.compression,
    compression: total.compression,
  };
}

function floatFile(network: ModularNetwork<unknown>): Uint8Array {
  const tensors = [...exportContent(network, undefined).floats].map(
    ([name, { shape, values }]) => [name, { dtype: 'F32', shape, data: values }] as const,
  );
  return encodeSafetensors(new Map(tensors), new Map());
}
