import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckpointError, NumericalError } from '../common/errors';
import { Random } from '../common/random';
import { encodeSafetensors, type StoredTensor } from '../common/safetensors';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint';
import type { ExpectedModel } from './checkpointModel';
import { decodeCheckpoint, encodeCheckpoint } from './checkpointFormat';

const random = new Random(7);

function tensor(...shape: number[]): StoredTensor {
  const length = shape.reduce((product, size) => product * size, 1);
  return { dtype: 'F32', shape, data: Float32Array.from({ length }, () => random.normal()) };
}

const checkpoint: Checkpoint = {
  model: { architecture: 'wdr', configurationHash: '0123abcd' },
  step: 1234,
  cursor: { epoch: 3, position: 96 },
  randomStates: { augmentation: random.state() },
  weights: new Map([
    ['backbone.conv.weight', tensor(3, 3, 2, 4)],
    ['head.bias', tensor(4)],
  ]),
  statistics: new Map([['backbone.norm.mean', tensor(4)]]),
  optimizer: { kind: 'sgd', slots: new Map([['momentum', tensor(76)]]) },
  quantizers: {
    configuration: { backbone: { method: 'inq', bits: 2 } },
    tensors: new Map([
      ['backbone.conv.frozen', { dtype: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) } as StoredTensor],
    ]),
  },
  best: { 'add-0.1d': 0.625 },
  loop: { curve: [[1200, 0.25]] },
};
const model: ExpectedModel = {
  identity: checkpoint.model,
  weights: new Map([
    ['backbone.conv.weight', [3, 3, 2, 4]],
    ['head.bias', [4]],
  ]),
  statistics: new Map([['backbone.norm.mean', [4]]]),
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkpoint-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('checkpoint', () => {
  it('reads back every part to the bit', async () => {
    const file = join(folder, 'nested', 'last.safetensors');
    await writeCheckpoint(file, checkpoint);
    expect(await readCheckpoint(file, model)).toEqual(checkpoint);
    expect(await readdir(join(folder, 'nested'))).toEqual(['last.safetensors']);
  });

  it('lists missing, extra and misshapen tensors of another model', async () => {
    const file = join(folder, 'other.safetensors');
    await writeCheckpoint(file, checkpoint);
    const other: ExpectedModel = {
      identity: { architecture: 'zebraPose', configurationHash: 'ffff' },
      weights: new Map([
        ['backbone.conv.weight', [3, 3, 2, 8]],
        ['aspp.weight', [1]],
      ]),
      statistics: model.statistics,
    };
    const error: unknown = await readCheckpoint(file, other).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(CheckpointError);
    expect((error as Error).message).toContain(
      'missing (1): aspp.weight; extra (1): head.bias; ' +
        'misshapen (1): backbone.conv.weight (F32 [3, 3, 2, 4] for F32 [3, 3, 2, 8])',
    );
  });

  it('refuses a model of equal tensors but another configuration', async () => {
    const file = join(folder, 'same-shapes.safetensors');
    await writeCheckpoint(file, checkpoint);
    const other = { ...model, identity: { architecture: 'wdr', configurationHash: 'ffff' } };
    await expect(readCheckpoint(file, other)).rejects.toThrow(/found model wdr with configuration 0123abcd/);
  });

  it('does not let numbers that are not finite replace a good checkpoint', async () => {
    const file = join(folder, 'kept.safetensors');
    await writeCheckpoint(file, checkpoint);
    const before = await readFile(file);
    const diverged = { ...tensor(2), data: Float32Array.of(1, NaN) } as StoredTensor;
    for (const bad of [
      { ...checkpoint, statistics: new Map([['backbone.norm.mean', diverged]]) },
      { ...checkpoint, best: { loss: Infinity } },
    ]) {
      await expect(writeCheckpoint(file, bad)).rejects.toThrow(NumericalError);
    }
    expect(await readFile(file)).toEqual(before);
  });

  it('names a missing file, a folder that cannot be written, a format that is not ours', async () => {
    await expect(readCheckpoint(join(folder, 'none'), model)).rejects.toThrow(CheckpointError);
    const blocked = join(folder, 'blocked');
    await writeFile(blocked, 'a file where a folder should be');
    await expect(writeCheckpoint(join(blocked, 'last'), checkpoint)).rejects.toThrow(CheckpointError);
    const foreign = encodeSafetensors(checkpoint.weights, new Map([['format', 'np']]));
    expect(() => decodeCheckpoint(foreign, 'foreign')).toThrow(/found np, version none/);
  });

  it('notices a header that says the same in another spelling', () => {
    const bytes = encodeCheckpoint({ ...checkpoint, step: 123 }, 'c');
    const padding = 7 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(bytes[padding]).toBe(0x20);
    bytes[padding] = 0x0a;
    expect(() => decodeCheckpoint(bytes, 'c')).toThrow(/another spelling/);
  });

  it('meets every one of 500 damaged files with its typed error', () => {
    const bytes = encodeCheckpoint(checkpoint, 'c');
    for (let trial = 0; trial < 500; trial++) {
      const mutant = mutate(bytes, trial);
      expect(() => decodeCheckpoint(mutant, 'c'), `trial ${trial}`).toThrow(CheckpointError);
    }
  });
});

/** Changes a byte, cuts the end off, adds to it, or moves a part, in turn. */
function mutate(bytes: Uint8Array, trial: number): Uint8Array {
  const place = random.integer(bytes.byteLength);
  const mutant = Uint8Array.from(bytes);
  switch (trial % 5) {
    case 0:
      return bytes.subarray(0, place);
    case 1:
      return Uint8Array.from([...bytes, random.integer(256)]);
    case 2:
      return Uint8Array.from([...bytes.subarray(0, place), random.integer(256), ...bytes.subarray(place)]);
    default:
      mutant[place] ^= 1 + random.integer(255);
      return mutant;
  }
}
