import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomTensor } from '../../../test/support/gradientCheck';
import { projectRoot } from '../../common/projectRoot';
import { exportContent } from '../../export/exportContent';
import { exportOnnx } from '../../export/onnx/onnxExport';
import { namedTensors } from '../../export/onnx/tracing';
import { fullPrecision } from '../../models/modularNetwork';
import type { FoldingRule } from '../../quantizers/foldedQuantization';
import { quantize, type Quantization } from '../../quantizers/quantization';
import type { ActivationMethod } from '../../quantizers/activations/activationMethods';
import type { QuantizationMethod } from '../../quantizers/methods/quantizationMethods';
import { tf } from '../../tensor/engine';
import { networkModules, type NetworkName } from '../configuration/networkModules';
import { buildNetwork } from './networks';
import type { RunNetwork } from './runNetwork';

interface Case {
  readonly name: string;
  readonly method?: QuantizationMethod;
  readonly bits?: readonly number[];
  readonly activations?: ActivationMethod;
  readonly folding?: FoldingRule;
}

const cases: Case[] = [
  { name: 'full precision' },
  { name: 'folded', folding: 'codes kept' },
  { name: '8-2-8', method: 'lsq', bits: [8, 2, 8] },
  { name: '8-2-8 folded', method: 'lsq', bits: [8, 2, 8], folding: 'codes kept' },
  { name: 'channels', method: 'uniformAffinePerChannel', bits: [3, 5, 4] },
  { name: 'calibrated inputs', method: 'lsq', bits: [8, 2, 8], activations: 'calibrated' },
  { name: 'learned inputs', method: 'lsq', bits: [8, 4, 4], activations: 'learned' },
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Gains, offsets and statistics other than those that a network starts with. */
function disturb(network: RunNetwork): void {
  for (const [index, { name, variable }] of [...network.parameters, ...network.statistics].entries()) {
    if (variable.rank !== 1) continue;
    tf.tidy(() => {
      const noise = randomTensor(variable.shape, index, 0.1);
      variable.assign(name.endsWith('running_var') ? tf.add(tf.abs(noise), 0.9) : tf.add(variable, noise));
    });
  }
}

async function quantizationOf(
  network: RunNetwork,
  { method, bits, activations }: Case,
  images: tf.Tensor4D,
): Promise<Quantization | undefined> {
  if (method === undefined || bits === undefined) return undefined;
  const widths = Object.fromEntries(network.modules.map((module, index) => [module, bits[index % 3]]));
  const inputs = activations && { activations: { bits: 8, method: activations } };
  const quantization = quantize(network, widths, method, inputs);
  await quantization.calibrate(() => {
    tf.tidy(() => void network.forward(images, { training: false, precision: quantization }));
  });
  return quantization;
}

describe.each(Object.keys(networkModules) as NetworkName[])('%s', (name) => {
  it.each(cases)('exported with $name says what the network says', async (one) => {
    const network = buildNetwork({ network: name, scale: 'tiny' }, 3);
    disturb(network);
    const [imageWidth, imageHeight] = network.inputSize;
    const images = randomTensor([1, imageHeight, imageWidth, 3], 5, 1) as tf.Tensor4D;
    const quantization = await quantizationOf(network, one, images);
    const expected = tf.tidy(() => {
      const output = network.forward(images, { training: false, precision: quantization ?? fullPrecision });
      return Object.entries(namedTensors(output)).map(([key, tensor]) => [key, tensor.dataSync()] as const);
    });
    const information = {
      ...{ architecture: name, configuration: {}, moduleBits: {}, order: [] },
      ...{ data: 'formula', metrics: {}, codeVersion: '0' },
    };
    const { folding } = one;
    const bytes = exportOnnx(network, { information, imageWidth, imageHeight, quantization, folding });
    await writeFile(join(folder, `${name} ${one.name}.onnx`), bytes);
    const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
    const found = await session.run({ images: new Tensor('float32', images.dataSync(), images.shape) });
    expect(Object.keys(found).sort()).toEqual(expected.map(([key]) => key).sort());
    for (const [key, values] of expected) {
      const exported = found[key].data as Float32Array;
      const difference = Array.from(values, (value, index) => Math.abs(value - exported[index]));
      expect(Math.max(...difference)).toBeLessThan(1e-4);
    }
    await session.release();
    quantization?.dispose();
    network.dispose();
    images.dispose();
  });
});

it('packs of CA-SpaceNet what inference reads, without its frozen path', () => {
  const network = buildNetwork({ network: 'caSpaceNet', scale: 'tiny' }, 1);
  const { floats } = exportContent(network, undefined);
  const expected = network.statistics.filter(({ name }) => !name.startsWith('masked'));
  expect(expected.length).toBeLessThan(network.statistics.length);
  expect(floats.size).toBe(network.parameters.length + expected.length);
  network.dispose();
});

it("passes ONNX's own checker, every file", async () => {
  const files = await readdir(folder);
  expect(files).toHaveLength(cases.length * Object.keys(networkModules).length);
  const program = [
    'import onnx, sys',
    'for file in sys.argv[1:]: onnx.checker.check_model(onnx.load(file), full_check=True)',
    'print(len(sys.argv) - 1)',
  ].join('\n');
  const python = join(projectRoot, '.venv/bin/python');
  const paths = files.map((file) => join(folder, file));
  const { stdout } = await promisify(execFile)(python, ['-c', program, ...paths]);
  expect(Number(stdout)).toBe(files.length);
});
