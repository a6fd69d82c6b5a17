/*
 * Reads state dicts that torch.save wrote: zip archives (since PyTorch 1.6) and the pickles in a row before that. No code of the
 * file is executed.
 */
import { CheckpointError } from '../../common/errors';
import type { StoredTensor } from '../../common/safetensors';
import { elementSize } from './elements';
import { PickleBytes } from './pickleBytes';
import { readPickle } from './pickleReader';
import type { PickleValue } from './pickleValue';
import {
  isTensor,
  readStorage,
  readTensor,
  torchGlobals,
  type TorchStorage,
  type TorchTensor,
} from './torchObjects';
import { readZip } from './zipArchive';

/** First number of files from before the zip format. */
const legacyMagic = 0x1950a86a20f9469cfc6cn;
const legacyProtocol = 1001;
/** Bytes of all tensors over those of the file, at most: tensors may share numbers, but a small file must not fill the memory. */
const mostShared = 8;
/** Where training states keep the weights. */
const nestedNames = ['state_dict', 'model_state_dict', 'model'];

/** @returns whether bytes are a zip archive */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/**
 * Reads the tensors of a `.pth` file: those of a state dict, or of the one within a saved training state.
 * @param file - name of the file, for messages
 * @throws CheckpointError where the file is damaged, holds no state dict, or refers to anything that a state dict does not need
 */
export async function readTorch(bytes: Uint8Array, file: string): Promise<Map<string, StoredTensor>> {
  return isZip(bytes) ? readArchive(bytes, file) : readLegacy(bytes, file);
}

async function readArchive(bytes: Uint8Array, file: string): Promise<Map<string, StoredTensor>> {
  const entries = await readZip(bytes, file);
  const pickleName = [...entries.keys()].find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickleName === undefined)
    throw fault(file, 'archive', 'no data.pkl', 'an archive as torch.save writes it');
  const prefix = pickleName.slice(0, -'data.pkl'.length);
  const order = entries.get(`${prefix}byteorder`);
  if (order !== undefined && new TextDecoder().decode(order) !== 'little')
    throw fault(file, 'byteorder', 'another one', 'little');
  const storages = new Map<string, TorchStorage>();
  const { value } = readPickle(entries.get(pickleName)!, 0, file, {
    globals: torchGlobals(file),
    persistent: (id) => remember(storages, readStorage(id, file)),
  });
  return readStateDict(value, file, bytes.byteLength, ({ key, dtype, count }) => {
    const data = entries.get(`${prefix}data/${key}`);
    if (data?.byteLength === count * elementSize(dtype)) return data;
    throw fault(file, `data/${key}`, `${data?.byteLength ?? 'no'} bytes`, `${count} of ${dtype}`);
  });
}

function readLegacy(bytes: Uint8Array, file: string): Map<string, StoredTensor> {
  const storages = new Map<string, TorchStorage>();
  const options = {
    globals: torchGlobals(file),
    persistent: (id: PickleValue) => remember(storages, readStorage(id, file)),
  };
  let end = 0;
  const next = () => {
    const read = readPickle(bytes, end, file, options);
    end = read.end;
    return read.value;
  };
  if (next() !== legacyMagic || next() !== legacyProtocol)
    throw fault(file, 'byte 0', 'another beginning', 'a file that torch.save wrote');
  next(); // sizes of the writer's C types
  const value = next();
  const keys = next();
  if (!Array.isArray(keys)) throw fault(file, 'storage keys', 'no list', 'the keys of the storages');
  const data = readLegacyStorages(bytes, end, file, keys, storages);
  return readStateDict(value, file, bytes.byteLength, ({ key }) => {
    const found = data.get(key);
    if (found === undefined) throw fault(file, `storage ${key}`, 'no data', 'its numbers');
    return found;
  });
}

/** The storages follow the pickles: the number of elements, then the elements. */
function readLegacyStorages(
  bytes: Uint8Array,
  start: number,
  file: string,
  keys: readonly PickleValue[],
  storages: ReadonlyMap<string, TorchStorage>,
): Map<string, Uint8Array> {
  const input = new PickleBytes(bytes, start, file);
  const data = new Map<string, Uint8Array>();
  for (const key of keys) {
    const storage = storages.get(String(key));
    if (storage === undefined)
      throw fault(file, `storage ${String(key)}`, 'unknown', 'one that a tensor uses');
    const count = input.count();
    if (count !== storage.count)
      throw fault(file, `storage ${storage.key}`, `${count} elements`, `${storage.count}`);
    data.set(storage.key, input.take(count * elementSize(storage.dtype)));
  }
  if (input.at !== bytes.byteLength)
    throw fault(file, `byte ${input.at}`, 'more bytes', 'the end of the file');
  return data;
}

function readStateDict(
  root: PickleValue,
  file: string,
  fileBytes: number,
  bytesOf: (storage: TorchStorage) => Uint8Array,
): Map<string, StoredTensor> {
  const described = stateDictOf(root, file);
  const size = described.reduce(
    (sum, [, { shape, storage }]) =>
      sum + shape.reduce((product, extent) => product * extent, elementSize(storage.dtype)),
    0,
  );
  if (size > mostShared * fileBytes)
    throw fault(
      file,
      'pickle',
      `tensors of ${size} bytes in ${fileBytes}`,
      `at most ${mostShared} times those`,
    );
  return new Map(described.map(([name, tensor]) => [name, readTensor(tensor, bytesOf(tensor.storage))]));
}

/** The pickle's value itself, or the state dict within it: the one under a usual name, or the only one. */
function stateDictOf(root: PickleValue, file: string): [string, TorchTensor][] {
  if (isStateDict(root)) return [...root];
  const nested = root instanceof Map ? [...root].filter(([, value]) => isStateDict(value)) : [];
  const usual = nestedNames.flatMap((usualName) => nested.filter(([name]) => name === usualName));
  const [found, ...others] = usual.length > 0 ? usual.slice(0, 1) : nested;
  if (found !== undefined && others.length === 0 && isStateDict(found[1])) return [...found[1]];
  const names = nested.map(([name]) => String(name)).join(', ');
  const expected = `a state dict: tensors by name, at the top, under ${nestedNames.join(', ')}, or a single other one`;
  throw fault(file, 'pickle', names === '' ? 'none' : `several state dicts, ${names}`, expected);
}

function isStateDict(value: PickleValue): value is Map<string, TorchTensor> {
  return (
    value instanceof Map &&
    value.size > 0 &&
    [...value].every(([name, tensor]) => typeof name === 'string' && isTensor(tensor))
  );
}

function remember(storages: Map<string, TorchStorage>, storage: TorchStorage): TorchStorage {
  storages.set(storage.key, storage);
  return storage;
}

function fault(file: string, field: string, found: string, expected: string): CheckpointError {
  const remedy = 'Take weights saved by torch.save(model.state_dict(), file), or restore the file.';
  return new CheckpointError({ file, field, found, expected, remedy });
}
