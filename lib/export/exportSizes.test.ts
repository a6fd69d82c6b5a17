import { expect, it } from 'vitest';
import { createWdr, miniWdr } from '../models/wdr';
import { quantize } from '../quantizers/quantization';
import { tf } from '../tensor/engine';
import { exportSizes } from './exportSizes';

it('counts files that shrink with the widths, and packed ones near theory', async () => {
  const before = tf.memory().numTensors;
  const network = createWdr(miniWdr, 1);
  const information = {
    ...{ architecture: 'wdr', configuration: {}, moduleBits: {}, order: [] },
    ...{ data: 'formula', metrics: {}, codeVersion: '0' },
  };
  const sizesAt = async (fpn: number) => {
    const quantization = quantize(network, { backbone: 8, fpn, head: 8 }, 'lsq');
    const sizes = await exportSizes(network, quantization, { information, imageWidth: 64, imageHeight: 64 });
    quantization.dispose();
    return sizes;
  };
  const [eight, two] = [await sizesAt(8), await sizesAt(2)];
  const weights = network.layers
    .filter(({ module }) => module === 'fpn')
    .reduce((sum, layer) => sum + layer.kernel ** 2 * layer.inputChannels * layer.outputChannels, 0);
  expect(eight.packed - two.packed).toBeGreaterThan(0.99 * weights * (1 - 1.6 / 8));
  expect(eight.onnx - two.onnx).toBeGreaterThan(0.99 * weights * (1 - 2 / 8));
  expect(two.theory).toBeLessThan(eight.theory);
  expect(two.packed).toBeLessThan(two.float32 / 3);
  expect(two.packed / two.theory).toBeLessThan(1.1);
  expect(two.packedCompressed).toBeLessThan(two.packed);
  expect(two.compression).toBeGreaterThan(eight.compression);
  network.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
