import { exportOnnx, type OnnxOptions } from '../export/onnx/onnxExport';
import type { ValueRange } from '../export/onnx/integerConvolution';
import type { ModularNetwork } from '../models/modularNetwork';
import { openOnnxSession } from './onnxSession';

const prefix = 'layer ';

/**
 * Finds what the convolutions of a network give for some images, so that it can be exported with convolutions of integers.
 * @param images - [B, H, W, 3] normalized
 * @param count - B
 * @returns the range of each layer's output, by name
 * @throws ExportError as the export does
 */
export async function measureOutputRanges(
  network: ModularNetwork<unknown>,
  options: OnnxOptions,
  images: Float32Array,
  count: number,
): Promise<Map<string, ValueRange>> {
  const bytes = exportOnnx(network, { ...options, outputRanges: undefined, layerOutputs: true });
  const session = await openOnnxSession(bytes, 'network');
  try {
    const outputs = Object.entries(await session.run(images, count));
    return new Map(
      outputs
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, values]) => [name.slice(prefix.length), rangeOf(values)]),
    );
  } finally {
    await session.release();
  }
}

function rangeOf(values: Float32Array): ValueRange {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high };
}
