import { fixedImagesOf } from './fixedInput';
import { measureOutputRanges } from '../../lib/deployment/outputRanges';
import { networkConfiguration } from '../../lib/experiments/networks/networks';
import type { ModelConfiguration } from '../../lib/experiments/configuration/runConfiguration';
import type { RunNetwork } from '../../lib/experiments/networks/runNetwork';
import { exportOnnx, type OnnxOptions } from '../../lib/export/onnx/onnxExport';
import { quantize, type Quantization } from '../../lib/quantizers/quantization';
import { quantizationSummary } from '../../lib/quantizers/quantizationSummary';
import { tf } from '../../lib/tensor/engine';

/** A way to export a network. */
export interface Variant {
  readonly label: string;
  /** Of the weights of a module, by its place in the data flow */
  readonly weightBits: (place: number) => number;
  readonly activationBits: number;
  readonly integerKernels?: boolean;
}

/** The first one is what the others are compared with. */
export const variants: readonly Variant[] = [
  { label: 'float32', weightBits: () => 32, activationBits: 32 },
  { label: 'int8, integer kernels', weightBits: () => 8, activationBits: 8, integerKernels: true },
  { label: 'int8, simulated', weightBits: () => 8, activationBits: 8 },
  { label: 'weights int8', weightBits: () => 8, activationBits: 32 },
  {
    label: 'weights int8, second module int2',
    weightBits: (place) => (place === 1 ? 2 : 8),
    activationBits: 32,
  },
  { label: 'weights int4', weightBits: () => 4, activationBits: 32 },
  { label: 'weights int2', weightBits: () => 2, activationBits: 32 },
];

/** An exported network, and the work of an image. */
export interface ExportedVariant {
  readonly bytes: Uint8Array;
  /** Of each module, such as `8-2-8` */
  readonly moduleBits: string;
  readonly bitOperations: number;
}

/** Exports a network with weights as drawn and the steps that LSQ starts with; ranges are those of one fixed input. */
export async function exportVariant(
  model: ModelConfiguration,
  network: RunNetwork,
  { weightBits, activationBits, integerKernels = false }: Variant,
): Promise<ExportedVariant> {
  const [imageWidth, imageHeight] = network.inputSize;
  const bits = network.modules.map((_, place) => weightBits(place));
  const quantization = await quantizationOf(network, bits, activationBits);
  try {
    const information = {
      ...{ architecture: model.network, configuration: { ...networkConfiguration(model) } },
      ...{ moduleBits: {}, order: [], data: 'none', metrics: {}, codeVersion: 'benchmark' },
    };
    const options: OnnxOptions = {
      ...{ information, imageWidth, imageHeight, quantization, folding: 'codes kept' },
    };
    const outputRanges = integerKernels
      ? await measureOutputRanges(network, options, [fixedImagesOf(network)])
      : undefined;
    const { total } = quantizationSummary(network, quantization, imageWidth, imageHeight);
    const bytes = exportOnnx(network, { ...options, outputRanges });
    return { bytes, moduleBits: bits.join('-'), bitOperations: total.bitOperations };
  } finally {
    quantization?.dispose();
  }
}

async function quantizationOf(
  network: RunNetwork,
  bits: readonly number[],
  activationBits: number,
): Promise<Quantization | undefined> {
  if (bits.every((width) => width === 32)) return undefined;
  const widths = Object.fromEntries(network.modules.map((module, place) => [module, bits[place]]));
  if (activationBits === 32) return quantize(network, widths, 'lsq');
  const activations = { bits: activationBits, method: 'calibrated' } as const;
  const quantization = quantize(network, widths, 'lsq', { activations });
  const [width, height] = network.inputSize;
  await quantization.calibrate(() => {
    tf.tidy(() => {
      const images = tf.tensor4d(fixedImagesOf(network), [1, height, width, 3]);
      network.forward(images, { training: false, precision: quantization });
    });
  });
  return quantization;
}
