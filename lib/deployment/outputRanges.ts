import { exportOnnx, type OnnxOptions } from '../export/onnx/onnxExport';
import type { ValueRange } from '../export/onnx/integerConvolution';
import type { ModularNetwork } from '../models/modularNetwork';
import { openOnnxSession } from './onnxSession';

const prefix = 'layer ';

/**
 * Finds what the convolutions of a network give for some images, so that it can be exported with convolutions of integers.
 * @param images - [1, H, W, 3] normalized, each
 * @returns the range of each layer's output over all images, by name
 * @throws ExportError as the export does
 */
export async function measureOutputRanges(
  network: ModularNetwork<unknown>,
  options: OnnxOptions,
  images: Iterable<Float32Array> | AsyncIterable<Float32Array>,
): Promise<Map<string, ValueRange>> {
  const bytes = exportOnnx(network, { ...options, outputRanges: undefined, layerOutputs: true });
  const session = await openOnnxSession(bytes, 'network');
  const ranges = new Map<string, ValueRange>();
  try {
    for await (const image of images) {
      for (const [name, values] of Object.entries(await session.run(image, 1))) {
        if (!name.startsWith(prefix)) continue;
        const layer = name.slice(prefix.length);
        ranges.set(layer, widened(ranges.get(layer), values));
      }
    }
    return ranges;
  } finally {
    await session.release();
  }
}

function widened(
  { low, high }: ValueRange = { low: Infinity, high: -Infinity },
  values: Float32Array,
): ValueRange {
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high };
}
