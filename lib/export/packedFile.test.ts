import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomTensor } from '../../test/support/gradientCheck';
import { ExportError, InputError } from '../common/errors';
import type { InqQuantizer } from '../quantizers/methods/inq';
import {
  methodNamed,
  quantizationMethods,
  type QuantizationMethod,
} from '../quantizers/methods/quantizationMethods';
import { decodeWeights, type WeightCodes } from '../quantizers/weightCodes';
import { tf } from '../tensor/engine';
import { packedWidth } from './codePacking';
import { decodePacked, encodePacked, readPacked, writePacked, type PackedModel } from './packedFile';

const methods = Object.keys(quantizationMethods) as QuantizationMethod[];
const cases = methods.flatMap((method) => methodNamed(method).widths.map((bits) => ({ method, bits })));
const information = {
  ...{ architecture: 'wdr', configuration: { width: 8 }, moduleBits: { backbone: 8 }, order: ['backbone'] },
  ...{ data: 'formula', metrics: { add: 0.5 }, codeVersion: '0' },
};
const grid = { bits: 8, scale: Math.fround(0.1), zeroPoint: 3, lowestCode: 0, highestCode: 254 };

function quantized(
  method: QuantizationMethod,
  bits: number,
): { codes: WeightCodes; simulated: Float32Array } {
  const weights = tf.tidy(() => tf.variable(randomTensor([3, 3, 5, 7], bits, 0.05)));
  const quantizer = methodNamed(method).make('fpn.a', weights, bits);
  try {
    if ('advance' in quantizer) (quantizer as InqQuantizer).advance(1);
    const simulated = tf.tidy(() => quantizer.simulate(weights as unknown as tf.Tensor4D).dataSync());
    return { codes: quantizer.codes(), simulated: simulated as Float32Array };
  } finally {
    quantizer.dispose();
    weights.dispose();
  }
}

function modelOf(codes: WeightCodes): PackedModel {
  const floats = new Map([['fpn.a.bias', { shape: [2], values: Float32Array.of(0.1, -2) }]]);
  return { information, layers: [codes], activations: new Map([['fpn.a', grid]]), floats };
}

describe.each(cases)('$method at $bits bits', ({ method, bits }) => {
  it('is unpacked to the bit, and takes no more than its width', () => {
    const before = tf.memory().numTensors;
    const { codes, simulated } = quantized(method, bits);
    const model = modelOf(codes);
    const read = decodePacked(encodePacked(model), 'model');
    expect(read).toEqual(model);
    const plain = (values: Float32Array) => values.map((value) => value + 0);
    expect(plain(decodeWeights(read.layers[0]))).toEqual(plain(simulated));
    expect(packedWidth(codes.values[0].length)).toBeLessThanOrEqual(bits);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a file', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'packed-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is written and read', async () => {
    const model = modelOf(quantized('ternary', 2).codes);
    const file = join(folder, 'model.safetensors');
    await writePacked(file, model);
    expect(await readPacked(file)).toEqual(model);
    expect(await readFile(file)).toEqual(Buffer.from(encodePacked(model)));
  });

  it('that is missing or cut is named', async () => {
    const file = join(folder, 'cut.safetensors');
    await expect(readPacked(file)).rejects.toThrow(/cut\.safetensors/);
    const bytes = encodePacked(modelOf(quantized('lsq', 4).codes));
    await writeFile(file, bytes.subarray(0, bytes.length - 1));
    await expect(readPacked(file)).rejects.toThrow(InputError);
  });
});

it('names the tensor in which a byte flipped, wherever it did', () => {
  const bytes = encodePacked(modelOf(quantized('uniformAffine', 3).codes));
  const start = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const named = new Set<string>();
  for (let index = 0; index < bytes.length; index++) {
    const damaged = Uint8Array.from(bytes);
    damaged[index] ^= 4;
    let error: unknown;
    try {
      decodePacked(damaged, 'model');
    } catch (thrown) {
      error = thrown;
    }
    // The header is filled up with spaces that no reader looks at.
    if (index < start && bytes[index] === 0x20 && error === undefined) continue;
    expect(error).toBeInstanceOf(InputError);
    if (index >= start) named.add((error as ExportError).problem.field!);
  }
  expect([...named].sort()).toEqual([
    'tensor fpn.a.bias',
    'tensor fpn.a.weight.codes',
    'tensor fpn.a.weight.scales',
    'tensor fpn.a.weight.zero_points',
  ]);
});

it.each(['1', '3'])('of version %s is refused by both versions', (version) => {
  const bytes = encodePacked(modelOf(quantized('lsq', 2).codes));
  const text = Buffer.from(bytes).toString('latin1');
  const other = text.replace('"mqat_packed_version":"2"', `"mqat_packed_version":"${version}"`);
  const read = () => decodePacked(Uint8Array.from(Buffer.from(other, 'latin1')), 'model');
  expect(read).toThrow(ExportError);
  expect(read).toThrow(new RegExp(`version ${version}.*version 2`));
});
