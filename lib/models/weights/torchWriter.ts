/*
 * Writes a state dict as torch.save does (the zip format): one pickle that describes the tensors, one entry with the numbers of
 * each.
 */
import type { ElementType, TensorMap } from '../../common/safetensors';
import { encodeElements } from './elements';
import { writeZip } from './zipArchive';

const storageClasses: Readonly<Partial<Record<ElementType, string>>> = {
  F32: 'FloatStorage',
  F64: 'DoubleStorage',
  F16: 'HalfStorage',
  BF16: 'BFloat16Storage',
  I64: 'LongStorage',
  I32: 'IntStorage',
  I16: 'ShortStorage',
  I8: 'CharStorage',
  U8: 'ByteStorage',
  BOOL: 'BoolStorage',
};

/**
 * @returns the bytes of a `.pth` file that `torch.load` reads; equal tensors give equal bytes
 * @throws RangeError for element types that PyTorch's storages do not have
 */
export async function writeTorch(tensors: TensorMap): Promise<Uint8Array> {
  const entries = new Map([['archive/data.pkl', stateDictPickle(tensors)]]);
  entries.set('archive/byteorder', new TextEncoder().encode('little'));
  for (const [index, { data }] of [...tensors.values()].entries())
    entries.set(`archive/data/${index}`, encodeElements(data));
  entries.set('archive/version', new TextEncoder().encode('3\n'));
  return writeZip(entries);
}

/** An OrderedDict from names to calls of `_rebuild_tensor_v2`, protocol 2. */
function stateDictPickle(tensors: TensorMap): Uint8Array {
  const out = new PickleOutput();
  out.raw(0x80, 2).global('collections', 'OrderedDict').raw(0x29, 0x52, 0x28); // PROTO 2; EMPTY_TUPLE, REDUCE, MARK
  for (const [index, [name, { dtype, shape, data }]] of [...tensors].entries()) {
    const storage = storageClasses[dtype];
    if (storage === undefined) throw new RangeError(`tensor ${name}: PyTorch has no storage of ${dtype}`);
    const strides = shape.map((_, axis) =>
      shape.slice(axis + 1).reduce((product, extent) => product * extent, 1),
    );
    out.text(name).global('torch._utils', '_rebuild_tensor_v2').raw(0x28); // MARK
    out
      .raw(0x28)
      .text('storage')
      .global('torch', storage)
      .text(String(index))
      .text('cpu')
      .integer(data.length);
    out.raw(0x74, 0x51); // TUPLE, BINPERSID
    out.integer(0).tuple(shape).tuple(strides).raw(0x89); // NEWFALSE
    out.global('collections', 'OrderedDict').raw(0x29, 0x52); // no hooks
    out.raw(0x74, 0x52); // TUPLE, REDUCE
  }
  return out.raw(0x75, 0x2e).bytes(); // SETITEMS, STOP
}

/** Collects the bytes of a pickle. */
class PickleOutput {
  private readonly parts: Uint8Array[] = [];

  raw(...bytes: number[]): this {
    this.parts.push(Uint8Array.from(bytes));
    return this;
  }

  text(text: string): this {
    const encoded = new TextEncoder().encode(text);
    this.raw(0x58).little(encoded.length, 4); // BINUNICODE
    this.parts.push(encoded);
    return this;
  }

  global(module: string, name: string): this {
    this.raw(0x63); // GLOBAL
    this.parts.push(new TextEncoder().encode(`${module}\n${name}\n`));
    return this;
  }

  integer(value: number): this {
    return value < 2 ** 31 ? this.raw(0x4a).little(value, 4) : this.raw(0x8a, 8).little(value, 8); // BININT, LONG1
  }

  tuple(values: readonly number[]): this {
    this.raw(0x28); // MARK
    for (const value of values) this.integer(value);
    return this.raw(0x74); // TUPLE
  }

  bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.parts));
  }

  private little(value: number, length: number): this {
    let rest = BigInt(value);
    return this.raw(
      ...Array.from({ length }, () => {
        const byte = Number(rest & 0xffn);
        rest >>= 8n;
        return byte;
      }),
    );
  }
}
