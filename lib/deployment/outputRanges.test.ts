import { describe, expect, it, onTestFinished } from 'vitest';
import { randomTensor } from '../../test/support/gradientCheck';
import { networkModules, type NetworkName } from '../experiments/configuration/networkModules';
import { buildNetwork } from '../experiments/networks/networks';
import { exportOnnx } from '../export/onnx/onnxExport';
import { decodeOnnx } from '../export/onnx/onnxFormat';
import { quantize } from '../quantizers/quantization';
import { tf } from '../tensor/engine';
import { openOnnxSession } from './onnxSession';
import { measureOutputRanges } from './outputRanges';
import { simulatedRunner } from './simulatedRunner';

const information = {
  ...{ architecture: 'any', configuration: {}, moduleBits: {}, order: [] },
  ...{ data: 'noise', metrics: {}, codeVersion: '0' },
};

describe.each(Object.keys(networkModules) as NetworkName[])('%s with convolutions of integers', (name) => {
  it('says nearly what the simulated network says, its weights being bytes', async () => {
    const network = buildNetwork({ network: name, scale: 'tiny' }, 3);
    const [imageWidth, imageHeight] = network.inputSize;
    const images = randomTensor([1, imageHeight, imageWidth, 3], 5, 1) as tf.Tensor4D;
    const widths = Object.fromEntries(network.modules.map((module) => [module, 8]));
    const quantization = quantize(network, widths, 'lsq', { activations: { bits: 8, method: 'calibrated' } });
    onTestFinished(() => {
      for (const part of [network, images, quantization]) part.dispose();
    });
    await quantization.calibrate(() => {
      tf.tidy(() => void network.forward(images, { training: false, precision: quantization }));
    });
    const numbers = images.dataSync() as Float32Array;
    const simulated = simulatedRunner(network, quantization)(numbers);
    const options = { information, imageWidth, imageHeight, quantization, folding: 'codes kept' } as const;
    const outputRanges = await measureOutputRanges(network, options, [numbers]);
    const bytes = exportOnnx(network, { ...options, outputRanges });
    const { graph, widths: stored } = decodeOnnx(bytes, 'file');
    const integerLayers = Buffer.from(graph).toString('latin1').split('QLinearConv').length - 1;
    expect(integerLayers).toBeGreaterThanOrEqual(0.8 * network.layers.length);
    expect(Object.values(stored).every(({ storedBits }) => storedBits === 8)).toBe(true);
    const session = await openOnnxSession(bytes, 'file');
    const found = await session.run(numbers, 1);
    for (const [output, expected] of Object.entries(simulated)) {
      const size = Math.max(...expected.map(Math.abs));
      const error = expected.reduce((sum, value, index) => sum + Math.abs(value - found[output][index]), 0);
      expect(error / expected.length / size, output).toBeLessThan(0.08);
    }
    await session.release();
  });
});
