import { CheckpointError } from '../../common/errors';
import type { ElementType, StoredTensor } from '../../common/safetensors';
import { decodeElements } from './elements';
import { PickleGlobal, type AllowedGlobals, type PickleObject, type PickleValue } from './pickleValue';

/** Numbers that tensors are views of. */
export interface TorchStorage extends PickleObject {
  readonly kind: 'storage';
  readonly dtype: ElementType;
  readonly key: string;
  /** Number of elements */
  readonly count: number;
}

/** A view of a storage, not read yet. */
export interface TorchTensor extends PickleObject {
  readonly kind: 'tensor';
  readonly storage: TorchStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** PyTorch's storage classes. */
const storageTypes: Readonly<Record<string, ElementType>> = {
  FloatStorage: 'F32',
  DoubleStorage: 'F64',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

const opaque = () => ({ kind: 'opaque' });

/** Names that saved training states refer to beside their weights; what they make is not looked at. */
const unneeded = [
  'numpy.core.multiarray.scalar',
  'numpy._core.multiarray.scalar',
  'numpy.dtype',
  '_codecs.encode',
  'torch.device',
];

/**
 * @param file - for messages
 * @returns the names that PyTorch's pickles may refer to
 */
export function torchGlobals(file: string): AllowedGlobals {
  const callable: [string, (args: readonly PickleValue[]) => PickleValue][] = [
    ['collections.OrderedDict', ([pairs]) => orderedDictionary(pairs, file)],
    ['torch._utils._rebuild_tensor', (args) => rebuildTensor(args, file)],
    ['torch._utils._rebuild_tensor_v2', (args) => rebuildTensor(args, file)],
    ['torch._utils._rebuild_parameter', ([data]) => requireTensor(data, file)],
    ['torch.nn.parameter.Parameter', ([data]) => requireTensor(data, file)],
    ['torch.Size', ([sizes]) => sizes],
    ...unneeded.map((name) => [name, opaque] as [string, () => PickleValue]),
  ];
  return new Map([
    ...callable.map(([name, call]) => [name, new PickleGlobal(name, call)] as const),
    ...Object.keys(storageTypes).map((name) => [`torch.${name}`, new PickleGlobal(`torch.${name}`)] as const),
  ]);
}

/** Reads what a pickle says of a storage outside of it: `('storage', class, key, location, count)`. */
export function readStorage(id: PickleValue, file: string): TorchStorage {
  if (Array.isArray(id) && id[0] === 'storage' && id[1] instanceof PickleGlobal) {
    const dtype = storageTypes[id[1].name.replace('torch.', '')];
    const [, , key, , count] = id;
    if (dtype !== undefined && typeof key === 'string' && isCount(count) && (id[5] ?? null) === null)
      return { kind: 'storage', dtype, key, count };
  }
  throw fault(file, 'storage', 'a description that is none', 'class, key and number of elements');
}

/**
 * Reads a tensor's numbers.
 * @param bytes - of its storage, little-endian
 */
export function readTensor(tensor: TorchTensor, bytes: Uint8Array): StoredTensor {
  const { storage, offset, shape, strides } = tensor;
  const elements = decodeElements(storage.dtype, bytes);
  const size = sizeOf(shape);
  if (isContiguous(shape, strides))
    return { dtype: storage.dtype, shape, data: elements.slice(offset, offset + size) } as StoredTensor;
  const data = elements.slice(0, size);
  const position = shape.map(() => 0);
  for (let index = 0; index < size; index++) {
    const at = position.reduce((sum, place, axis) => sum + place * strides[axis], offset);
    data[index] = elements[at];
    for (let axis = shape.length - 1; axis >= 0 && ++position[axis] === shape[axis]; axis--)
      position[axis] = 0;
  }
  return { dtype: storage.dtype, shape, data } as StoredTensor;
}

export function isTensor(value: PickleValue | undefined): value is TorchTensor {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'tensor';
}

/** Python 3 makes it empty and fills it afterwards; Python 2 gives it its pairs of name and value. */
function orderedDictionary(pairs: PickleValue | undefined, file: string): PickleValue {
  if (pairs === undefined) return new Map();
  const isPair = (pair: PickleValue): pair is [PickleValue, PickleValue] =>
    Array.isArray(pair) && pair.length === 2;
  if (Array.isArray(pairs) && pairs.every(isPair)) return new Map(pairs);
  throw fault(file, 'OrderedDict', 'something else', 'a list of pairs of name and value');
}

function rebuildTensor(args: readonly PickleValue[], file: string): TorchTensor {
  const [storage, offset, shape, strides] = args;
  const isStorage =
    typeof storage === 'object' && storage !== null && 'kind' in storage && storage.kind === 'storage';
  const whole = Array.isArray(shape) && Array.isArray(strides) && shape.length === strides.length;
  if (isStorage && isCount(offset) && whole && [...shape, ...strides].every(isCount)) {
    const tensor: TorchTensor = {
      ...{ kind: 'tensor', storage: storage as TorchStorage, offset },
      ...{ shape: shape as number[], strides: strides as number[] },
    };
    const { key, count } = tensor.storage;
    const place = `tensor of storage ${key}`;
    if (lastElement(tensor) >= count)
      throw fault(file, place, 'numbers beyond the storage', 'a view within it');
    if (sizeOf(tensor.shape) > count)
      throw fault(
        file,
        place,
        `${sizeOf(tensor.shape)} elements of ${count} that are stored`,
        'no more than those',
      );
    return tensor;
  }
  throw fault(file, 'tensor', 'a description that is none', 'storage, offset, shape and strides');
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Highest place in the storage that a tensor reads; -1 where it has no elements. */
function lastElement({ offset, shape, strides }: TorchTensor): number {
  if (shape.includes(0)) return -1;
  return shape.reduce((sum, extent, axis) => sum + (extent - 1) * strides[axis], offset);
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}

function requireTensor(value: PickleValue | undefined, file: string): TorchTensor {
  if (isTensor(value)) return value;
  throw fault(file, 'parameter', 'something else', 'a tensor');
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function fault(file: string, field: string, found: string, expected: string): CheckpointError {
  const remedy = 'The file is damaged: restore it, or save the weights again.';
  return new CheckpointError({ file, field, found, expected, remedy });
}
