import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buf as crc32 } from 'crc-32';
import { projectRoot } from '../../lib/common/projectRoot';
import type { StoredTensor } from '../../lib/common/safetensors';
import { encodeOnnx } from '../../lib/export/onnx/onnxFormat';
import { readOnnx } from '../../lib/export/onnx/onnxFile';
import { readPacked, writePacked } from '../../lib/export/packedFile';
import { readWeights } from '../../lib/models/weights/weightFile';
import { readZip, writeZip } from '../../lib/models/weights/zipArchive';
import type { WeightCodes } from '../../lib/quantizers/weightCodes';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from '../../lib/training/checkpoint';
import { encodeSafetensors } from '../../lib/common/safetensors';
import type { FuzzedReader } from './fuzzedReader';
import { mutateBinary, mutateText, type Mutation } from './mutation';
import { areFinite, checkTensors, demand } from './validity';

const information = {
  ...{ architecture: 'wdr', configuration: { width: 8 }, moduleBits: { backbone: 8 }, order: ['backbone'] },
  ...{ data: 'formula', metrics: { add: 0.5 }, codeVersion: '0' },
};

/** Files that networks are kept in: checkpoints, weights, exported networks. */
export async function networkReaders(folder: string): Promise<FuzzedReader[]> {
  await mkdir(folder);
  return [
    ...(await checkpointReaders(join(folder, 'last.safetensors'))),
    ...(await weightReaders(folder)),
    ...(await packedReaders(join(folder, 'packed.safetensors'))),
    await onnxReader(join(folder, 'network.onnx')),
  ];
}

function tensor(...shape: number[]): StoredTensor {
  const length = shape.reduce((product, size) => product * size, 1);
  return { dtype: 'F32', shape, data: Float32Array.from({ length }, (_, index) => (index - 5) / 7) };
}

async function checkpointReaders(file: string): Promise<FuzzedReader[]> {
  const weights = new Map([['backbone.conv.weight', tensor(3, 3, 2, 4)]]);
  const statistics = new Map([['backbone.norm.mean', tensor(4)]]);
  const checkpoint: Checkpoint = {
    model: { architecture: 'wdr', configurationHash: '0123abcd' },
    ...{ step: 1234, cursor: { epoch: 3, position: 96 }, randomStates: { augmentation: [1, 2, 3, 4] } },
    ...{ weights, statistics, optimizer: { kind: 'sgd', slots: new Map([['momentum', tensor(72)]]) } },
    quantizers: { configuration: { backbone: 2 }, tensors: new Map([['backbone.conv.step', tensor(1)]]) },
    ...{ best: { 'add-0.1d': 0.625 }, loop: { curve: [[1200, 0.25]] } },
  };
  await writeCheckpoint(file, checkpoint);
  const shapesOf = (tensors: ReadonlyMap<string, StoredTensor>) =>
    new Map([...tensors].map(([name, { shape }]) => [name, shape] as const));
  const model = {
    identity: checkpoint.model,
    weights: shapesOf(weights),
    statistics: shapesOf(statistics),
  };
  const read = async () => {
    const found = await readCheckpoint(file, model);
    demand(found.step === checkpoint.step, 'the step is another');
    for (const tensors of [found.weights, found.statistics, found.optimizer.slots]) {
      checkTensors(tensors);
      for (const { data } of tensors.values()) demand(areFinite(data as Float32Array), 'a number is none');
    }
  };
  return [
    { name: 'Checkpoint', files: [file], mutate: mutateBinary, read },
    { name: 'Checkpoint, its header', files: [file], mutate: mutateText, read },
  ];
}

async function weightReaders(folder: string): Promise<FuzzedReader[]> {
  const safetensors = join(folder, 'weights.safetensors');
  await writeFile(
    safetensors,
    encodeSafetensors(new Map([['head.weight', tensor(4, 2, 3, 3)]]), new Map([['format', 'pt']])),
  );
  for (const name of ['zip.pth', 'legacy.pth'])
    await copyFile(join(projectRoot, 'test', 'fixtures', 'weights', name), join(folder, name));
  const entries = await readZip(await readFile(join(folder, 'zip.pth')), 'zip.pth');
  const [pickleName] = [...entries.keys()].filter((name) => name.endsWith('data.pkl'));
  const pickle = join(folder, 'data.pkl');
  await writeFile(pickle, entries.get(pickleName)!);
  const rewrapped = join(folder, 'rewrapped.pth');
  const read = (file: string) => async () => {
    checkTensors(await readWeights(file));
  };
  const reader = (name: string, file: string, mutate: Mutation): FuzzedReader => ({
    ...{ name, files: [file], mutate, read: read(file) },
  });
  return [
    reader('Weights, safetensors', safetensors, mutateBinary),
    reader('Weights, safetensors, the header', safetensors, mutateText),
    reader('Weights, PyTorch', join(folder, 'zip.pth'), mutateBinary),
    reader('Weights, PyTorch before 1.6', join(folder, 'legacy.pth'), mutateBinary),
    {
      ...{ name: 'Weights, PyTorch, the pickle in a whole archive', files: [pickle], mutate: mutateBinary },
      async read() {
        await writeFile(
          rewrapped,
          await writeZip(new Map([...entries, [pickleName, await readFile(pickle)]])),
        );
        await read(rewrapped)();
      },
    },
  ];
}

async function packedReaders(file: string): Promise<FuzzedReader[]> {
  const codes: WeightCodes = {
    ...{ layer: 'fpn.a', method: 'ternary', bits: 2, shape: [3, 3, 2, 2], law: 'uniform', lowestCode: -1 },
    codes: Int8Array.from({ length: 36 }, (_, index) => (index % 3) - 1),
    ...{ scales: Float32Array.of(0.5, 0.25), zeroPoints: Int32Array.of(0, 0) },
    values: [Float32Array.of(-0.5, 0, 0.5), Float32Array.of(-0.25, 0, 0.25)],
  };
  const grid = { bits: 8, scale: Math.fround(0.1), zeroPoint: 3, lowestCode: 0, highestCode: 254 };
  const floats = new Map([['fpn.a.bias', { shape: [2], values: Float32Array.of(0.1, -2) }]]);
  await writePacked(file, { information, layers: [codes], activations: new Map([['fpn.a', grid]]), floats });
  const read = async () => {
    const { layers, floats: found } = await readPacked(file);
    demand(layers.length === 1 && layers[0].codes.length === 36, 'codes are missing');
    demand([...layers[0].values, layers[0].scales].every(areFinite), 'a level is no number');
    demand(
      [...found.values()].every(({ values }) => areFinite(values)),
      'a bias is no number',
    );
  };
  /** Damages the manifest and makes its checksum right again, where it still is one text. */
  const mutateManifest: Mutation = (random, bytes) => {
    const text = bytes.toString('latin1');
    const found = /"manifest":"((?:[^"\\]|\\.)*)"/.exec(text)!;
    const manifest = JSON.parse(`"${found[1]}"`) as string;
    const damaged = mutateText(random, Buffer.from(manifest, 'latin1')).toString('latin1');
    const checksum = (crc32(Buffer.from(damaged)) >>> 0).toString(16).padStart(8, '0');
    const header = text
      .slice(8, 8 + Number(bytes.readBigUInt64LE()))
      .replace(found[0], () => `"manifest":${JSON.stringify(damaged)}`)
      .replace(/"manifest_crc32":"[0-9a-f]{8}"/, `"manifest_crc32":"${checksum}"`)
      .trimEnd();
    const inBytes = Buffer.from(header);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(inBytes.length));
    return Buffer.concat([length, inBytes, bytes.subarray(8 + Number(bytes.readBigUInt64LE()))]);
  };
  return [
    { name: 'Packed network', files: [file], mutate: mutateBinary, read },
    { name: 'Packed network, its manifest, checksum right', files: [file], mutate: mutateManifest, read },
  ];
}

async function onnxReader(file: string): Promise<FuzzedReader> {
  const graph = Uint8Array.from({ length: 200 }, (_, index) => (index * 37) % 251);
  const content = { information, opset: 25, irVersion: 13, widths: {}, outputs: ['scores'], graph };
  await writeFile(file, encodeOnnx(content));
  const read = async () => {
    const found = await readOnnx(file);
    demand(Buffer.from(found.graph).equals(graph), 'the graph is another');
  };
  return { name: 'ONNX', files: [file], mutate: mutateBinary, read };
}
