import { CheckpointError } from '../../common/errors';

/** Reads numbers and texts from a pickle, never beyond its end. */
export class PickleBytes {
  private readonly view: DataView;

  /**
   * @param at - first byte
   * @param file - name of the file, for messages
   */
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
    private readonly file: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    return this.view.getUint8(this.advance(1));
  }

  uint16(): number {
    return this.view.getUint16(this.advance(2), true);
  }

  int32(): number {
    return this.view.getInt32(this.advance(4), true);
  }

  uint32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  /** An unsigned integer of 8 bytes that counts something in the file. */
  count(): number {
    const at = this.at;
    const value = this.view.getBigUint64(this.advance(8), true);
    if (value > BigInt(this.bytes.byteLength))
      throw this.fault(at, `a length of ${value}`, 'one within the file');
    return Number(value);
  }

  /** Big-endian, unlike all else. */
  double(): number {
    return this.view.getFloat64(this.advance(8), false);
  }

  /** A signed integer of any length, two's complement, little-endian. */
  long(length: number): number | bigint {
    const start = this.advance(length);
    let value = 0n;
    for (let index = length - 1; index >= 0; index--)
      value = (value << 8n) | BigInt(this.bytes[start + index]);
    const signed = BigInt.asIntN(8 * length, value);
    return BigInt(Number.MIN_SAFE_INTEGER) <= signed && signed <= BigInt(Number.MAX_SAFE_INTEGER)
      ? Number(signed)
      : signed;
  }

  /** A copy of the next bytes. */
  take(length: number): Uint8Array {
    const start = this.advance(length);
    return this.bytes.slice(start, start + length);
  }

  text(length: number): string {
    const at = this.at;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.take(length));
    } catch (cause) {
      if (cause instanceof CheckpointError) throw cause;
      throw this.fault(at, 'bytes that are not UTF-8', 'a text');
    }
  }

  /** Text up to the next line feed. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw this.fault(this.at, 'no line feed', 'a name that ends with one');
    const text = this.text(end - this.at);
    this.at = end + 1;
    return text;
  }

  /** @returns an error that names the place */
  fault(at: number, found: string, expected: string): CheckpointError {
    return new CheckpointError({
      file: this.file,
      field: `pickle, byte ${at}`,
      found,
      expected,
      remedy: 'Nothing of the file was executed. Take weights saved by torch.save(model.state_dict()).',
    });
  }

  private advance(length: number): number {
    const start = this.at;
    if (start + length > this.bytes.byteLength)
      throw this.fault(
        start,
        `the end of the file after ${this.bytes.byteLength - start} bytes`,
        `${length} bytes`,
      );
    this.at += length;
    return start;
  }
}
