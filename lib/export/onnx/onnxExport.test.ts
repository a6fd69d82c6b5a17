import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExportError } from '../../common/errors';
import type { ModularNetwork } from '../../models/modularNetwork';
import { createWdr, type WdrConfiguration } from '../../models/wdr';
import { quantize } from '../../quantizers/quantization';
import { tf } from '../../tensor/engine';
import { exportOnnx, type OnnxOpset, type OnnxOptions } from './onnxExport';
import { readOnnx, writeOnnx } from './onnxFile';
import { decodeOnnx } from './onnxFormat';

const configuration: WdrConfiguration = {
  ...{ inputWidth: 16, inputHeight: 16, anchorSizes: [12, 24] },
  backbone: { initialChannels: 4, stageChannels: [4, 8], stageUnits: [1, 1] },
  pyramid: { channels: 4, stages: [1, 2], extraLevels: 0 },
  head: { towerConvolutions: 1, groups: 2, classes: 1 },
};
const bits = { backbone: 8, fpn: 2, head: 5 };
const network = createWdr(configuration, 1);
const quantization = quantize(network, bits, 'lsq');
const information = {
  ...{ architecture: 'wdr', configuration: { ...configuration }, moduleBits: bits, order: ['fpn', 'head'] },
  ...{ data: 'formula', metrics: { add: 0.5 }, codeVersion: '0' },
};
const options: OnnxOptions = { information, imageWidth: 16, imageHeight: 16, quantization };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onnx-'));
});
afterAll(async () => {
  quantization.dispose();
  network.dispose();
  await rm(folder, { recursive: true });
});

it('says what the model is, what its outputs are called, and at which widths weights are stored', async () => {
  const file = join(folder, 'model.onnx');
  await writeOnnx(file, network, options);
  const read = await readOnnx(file);
  expect(read.information).toEqual(information);
  expect(read.opset).toBe(25);
  expect(read.outputs).toEqual([
    'output.0.logits',
    'output.0.corners',
    'output.1.logits',
    'output.1.corners',
  ]);
  for (const { name, module } of network.layers) {
    const width = { backbone: [8, 8], fpn: [2, 2], head: [5, 8] }[module];
    expect(Object.values(read.widths[name])).toEqual(width);
  }
  const older = decodeOnnx(exportOnnx(network, { ...options, opset: 21 }), 'model');
  expect(older.widths['fpn.inner_convs.0']).toEqual({ bits: 2, storedBits: 4 });
});

it('leaves as many tensors as it found, and writes equal bytes again', () => {
  const before = tf.memory().numTensors;
  const first = exportOnnx(network, options);
  expect(tf.memory().numTensors).toBe(before);
  expect(exportOnnx(network, options)).toEqual(first);
});

it('names an operation that has no translation, and writes nothing', async () => {
  const other: ModularNetwork<tf.Tensor> = {
    ...network,
    forward: (images) => tf.erf(images),
  };
  const file = join(folder, 'unsupported.onnx');
  await writeFile(file, 'before');
  const write = writeOnnx(file, other, { ...options, quantization: undefined });
  await expect(write).rejects.toThrow(ExportError);
  await expect(write).rejects.toThrow(/Erf.*onnxExport\.test/);
  expect(await readFile(file, 'utf8')).toBe('before');
  expect(await readdir(folder)).not.toContain(expect.stringMatching(/tmp$/));
});

it('refuses other operator sets', () => {
  const act = () => exportOnnx(network, { ...options, opset: 13 as OnnxOpset });
  expect(act).toThrow(ExportError);
  expect(act).toThrow(/found 13; expected one of 21, 25/);
  const bytes = Uint8Array.from(exportOnnx(network, options));
  const text = Buffer.from(bytes).toString('latin1');
  const place = text.indexOf('\x42\x04\x0a\x00\x10\x19');
  expect(place).toBeGreaterThan(0);
  bytes[place + 5] = 24;
  expect(() => decodeOnnx(bytes, 'model')).toThrow(/opset_import: found operator set 24/);
});

it('refuses a file that was cut or altered anywhere, or is not there', async () => {
  const bytes = exportOnnx(network, options);
  for (let place = 0; place < bytes.length; place += 97) {
    const cut = bytes.subarray(0, place);
    expect(() => decodeOnnx(cut, 'model')).toThrow(ExportError);
  }
  for (let place = 0; place < bytes.length; place += place < 40 || place > bytes.length - 1200 ? 1 : 89) {
    const altered = Uint8Array.from(bytes);
    altered[place] ^= 1;
    expect(() => decodeOnnx(altered, 'model')).toThrow(ExportError);
  }
  await expect(readOnnx(join(folder, 'none.onnx'))).rejects.toThrow(/none\.onnx/);
});
