/*
 * Just the WebAssembly (core specification 2.0, section 5) that a vector loop consists of, as bytes: an expression is the bytes
 * of its operands, then its own.
 */

/** Bytes of an instruction with its operands, or of a part of a module */
export type Code = readonly number[];

/** The types of values */
export const valueType = { i32: 0x7f, f64: 0x7c, v128: 0x7b } as const;

/** Numbers of the format: 7 bits a byte, lowest first (LEB128) */
export function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  return value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}

/** A sequence behind its length */
export function list(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function operation(...code: number[]) {
  return (...operands: readonly Code[]): Code => [...operands.flat(), ...code];
}

function vectorOperation(number: number) {
  return operation(0xfd, ...unsigned(number));
}

export const local = {
  get: (index: number): Code => [0x20, ...unsigned(index)],
  set: (index: number, value: Code): Code => [...value, 0x21, ...unsigned(index)],
};

export const i32 = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  add: operation(0x6a),
  isLess: operation(0x49),
};

export const f64 = { add: operation(0xa0), toSingle: operation(0xb6) };

/** Four numbers of 32 bits */
export const f32x4 = {
  load: (offset: number, address: Code): Code => [...address, 0xfd, 0x00, 4, ...unsigned(offset)],
  splat: vectorOperation(0x13),
  add: vectorOperation(0xe4),
  multiply: vectorOperation(0xe6),
  squareRoot: vectorOperation(0xe3),
  /** The last two numbers first */
  halvesExchanged: (value: Code): Code => [
    ...value,
    ...value,
    ...[0xfd, 0x0d, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7],
  ],
};

/** Two numbers of 64 bits */
export const f64x2 = {
  add: vectorOperation(0xf0),
  /** The first two of four numbers of 32 bits */
  fromSingles: vectorOperation(0x5f),
  lane: (index: number, value: Code): Code => [...value, 0xfd, 0x21, index],
};

/** Repeats the body while the condition holds at its end */
export function repeat(body: readonly Code[], condition: Code): Code {
  return [0x03, 0x40, ...body.flat(), ...condition, 0x0d, 0, 0x0b];
}

/** A function of a module */
export interface FunctionCode {
  readonly parameters: readonly number[];
  readonly result: number;
  /** Types of local values beyond the parameters */
  readonly locals: readonly number[];
  readonly body: readonly Code[];
}

/** A module of one function, exported as `run`, on a memory that is imported as `host.memory`. */
export function encodeModule({ parameters, result, locals, body }: FunctionCode): Uint8Array<ArrayBuffer> {
  const text = (characters: string): Code => [characters.length, ...Buffer.from(characters)];
  const bytes = (parts: readonly Code[]): Code => [...unsigned(parts.flat().length), ...parts.flat()];
  const section = (number: number, item: Code): Code => [number, ...bytes([list([item])])];
  const code = [list(locals.map((type) => [1, type])), ...body, [0x0b]];
  return Uint8Array.from([
    ...[0, ...Buffer.from('asm'), 1, 0, 0, 0],
    ...section(1, [0x60, ...list(parameters.map((type) => [type])), 1, result]),
    ...section(2, [...text('host'), ...text('memory'), 2, 0, 1]),
    ...section(3, [0]),
    ...section(7, [...text('run'), 0, 0]),
    ...section(10, bytes(code)),
  ]);
}
