import { plyError, type PlyFormat, type PlyType } from './plyHeader';

/** Reads the numbers of a PLY body one after the other. */
export interface PlyValues {
  /** Byte of the next number */
  readonly offset: number;
  /** @throws DatasetError at the end of the file or where no number of the type stands */
  next(type: PlyType): number;
  /** Bytes that nobody asked for, white space not counted in an ASCII file */
  remaining(): number;
}

/** @param start - bytes of the header */
export function openPlyValues(
  bytes: Uint8Array,
  start: number,
  format: PlyFormat,
  source: string,
): PlyValues {
  return format === 'ascii'
    ? new AsciiValues(bytes, start, source)
    : new BinaryValues(bytes, start, format === 'binary_little_endian', source);
}

const integerRanges: Readonly<Partial<Record<PlyType, readonly [number, number]>>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
  int32: [-2_147_483_648, 2_147_483_647],
  uint32: [0, 4_294_967_295],
};

class AsciiValues implements PlyValues {
  private readonly text: Buffer;

  constructor(
    bytes: Uint8Array,
    public offset: number,
    private readonly source: string,
  ) {
    this.text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  next(type: PlyType): number {
    this.skipSpace();
    const start = this.offset;
    while (this.offset < this.text.length && this.text[this.offset] > 32) this.offset++;
    const word = this.text.toString('latin1', start, Math.min(this.offset, start + 40));
    const value = word === '' ? NaN : Number(word);
    const range = integerRanges[type];
    const fits =
      Number.isFinite(value) &&
      (range === undefined || (Number.isInteger(value) && value >= range[0] && value <= range[1]));
    if (!fits) {
      throw plyError(
        this.source,
        start,
        word === '' ? 'the end of the file' : `"${word}"`,
        `a number (${type})`,
      );
    }
    return value;
  }

  remaining(): number {
    this.skipSpace();
    return this.text.length - this.offset;
  }

  private skipSpace(): void {
    while (this.offset < this.text.length && this.text[this.offset] <= 32) this.offset++;
  }
}

class BinaryValues implements PlyValues {
  private readonly view: DataView;

  constructor(
    bytes: Uint8Array,
    public offset: number,
    private readonly littleEndian: boolean,
    private readonly source: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  next(type: PlyType): number {
    try {
      return this.read(type);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw plyError(this.source, this.offset, 'the end of the file', `a number (${type})`);
    }
  }

  remaining(): number {
    return this.view.byteLength - this.offset;
  }

  private read(type: PlyType): number {
    const at = this.offset;
    switch (type) {
      case 'int8':
        return this.advance(1, this.view.getInt8(at));
      case 'uint8':
        return this.advance(1, this.view.getUint8(at));
      case 'int16':
        return this.advance(2, this.view.getInt16(at, this.littleEndian));
      case 'uint16':
        return this.advance(2, this.view.getUint16(at, this.littleEndian));
      case 'int32':
        return this.advance(4, this.view.getInt32(at, this.littleEndian));
      case 'uint32':
        return this.advance(4, this.view.getUint32(at, this.littleEndian));
      case 'float32':
        return this.advance(4, this.view.getFloat32(at, this.littleEndian));
      case 'float64':
        return this.advance(8, this.view.getFloat64(at, this.littleEndian));
    }
  }

  private advance(size: number, value: number): number {
    this.offset += size;
    return value;
  }
}

/** Reads past a list property. */
export function passOverList(values: PlyValues, lengthType: PlyType, type: PlyType, source: string): void {
  const start = values.offset;
  const size = values.next(lengthType);
  if (size < 0 || size > values.remaining())
    throw plyError(source, start, `a list of ${size}`, 'what the file holds');
  for (let item = 0; item < size; item++) values.next(type);
}
