/*
 * Reads Python pickles (https://docs.python.org/3/library/pickletools.html) without executing anything: opcodes and globals
 * that files of weights do not need are refused, with the byte at which they stand.
 */
import { PickleBytes } from './pickleBytes';
import { PickleGlobal, type AllowedGlobals, type PickleValue } from './pickleValue';

/** What a reader is told. */
export interface PickleOptions {
  readonly globals: AllowedGlobals;
  /** Stands for an object that lies outside of the pickle */
  persistent?(id: PickleValue): PickleValue;
}

/** Highest protocol that is read. */
const newestProtocol = 5;

/**
 * Reads one pickle.
 * @param start - its first byte
 * @param file - name of the file, for messages
 * @returns its value and the byte after it
 * @throws CheckpointError naming the byte where the pickle is damaged, or holds what a file of weights does not need
 */
export function readPickle(
  bytes: Uint8Array,
  start: number,
  file: string,
  options: PickleOptions,
): { value: PickleValue; end: number } {
  const machine = new PickleMachine(new PickleBytes(bytes, start, file), options);
  return machine.run();
}

/** The stack machine that a pickle is a program for. */
class PickleMachine {
  private readonly stack: PickleValue[] = [];
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, PickleValue>();
  private opcodeAt = 0;

  constructor(
    private readonly input: PickleBytes,
    private readonly options: PickleOptions,
  ) {}

  run(): { value: PickleValue; end: number } {
    for (;;) {
      this.opcodeAt = this.input.at;
      const opcode = this.input.byte();
      if (opcode === 0x2e) return { value: this.pop(), end: this.input.at };
      if (!this.readConstant(opcode) && !this.readContainer(opcode) && !this.readReference(opcode)) {
        const name = opcode > 0x20 && opcode < 0x7f ? ` '${String.fromCharCode(opcode)}'` : '';
        throw this.refuse(`the opcode 0x${opcode.toString(16)}${name}`, 'one that a state dict needs');
      }
    }
  }

  /** Numbers, texts, bytes and other values that stand in the pickle. */
  private readConstant(opcode: number): boolean {
    const { input, stack } = this;
    switch (opcode) {
      case 0x80: // PROTO
        if (input.byte() > newestProtocol) throw this.refuse('a newer protocol', `up to ${newestProtocol}`);
        return true;
      case 0x95: // FRAME
        input.count();
        return true;
      case 0x4e: // NONE
        return stack.push(null) > 0;
      case 0x88: // NEWTRUE
        return stack.push(true) > 0;
      case 0x89: // NEWFALSE
        return stack.push(false) > 0;
      case 0x4b: // BININT1
        return stack.push(input.byte()) > 0;
      case 0x4d: // BININT2
        return stack.push(input.uint16()) > 0;
      case 0x4a: // BININT
        return stack.push(input.int32()) > 0;
      case 0x8a: // LONG1
        return stack.push(input.long(input.byte())) > 0;
      case 0x47: // BINFLOAT
        return stack.push(input.double()) > 0;
      case 0x58: // BINUNICODE
        return stack.push(input.text(input.uint32())) > 0;
      case 0x8c: // SHORT_BINUNICODE
      case 0x55: // SHORT_BINSTRING
        return stack.push(input.text(input.byte())) > 0;
      case 0x43: // SHORT_BINBYTES
        return stack.push(input.take(input.byte())) > 0;
      case 0x42: // BINBYTES
        return stack.push(input.take(input.uint32())) > 0;
      default:
        return false;
    }
  }

  /** Lists, tuples and dictionaries. */
  private readContainer(opcode: number): boolean {
    const { stack } = this;
    switch (opcode) {
      case 0x28: // MARK
        return this.marks.push(stack.length) > 0;
      case 0x29: // EMPTY_TUPLE
      case 0x5d: // EMPTY_LIST
        return stack.push([]) > 0;
      case 0x7d: // EMPTY_DICT
        return stack.push(new Map()) > 0;
      case 0x74: // TUPLE
        return stack.push(this.popToMark()) > 0;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        return stack.push(this.popMany(opcode - 0x84)) > 0;
      case 0x61: // APPEND
        this.append(this.popMany(1));
        return true;
      case 0x65: // APPENDS
        this.append(this.popToMark());
        return true;
      case 0x73: // SETITEM
        this.setItems(this.popMany(2));
        return true;
      case 0x75: // SETITEMS
        this.setItems(this.popToMark());
        return true;
      default:
        return false;
    }
  }

  /** The memo, and what allowed names stand for. */
  private readReference(opcode: number): boolean {
    const { input, stack, memo } = this;
    switch (opcode) {
      case 0x71: // BINPUT
        memo.set(input.byte(), this.top());
        return true;
      case 0x72: // LONG_BINPUT
        memo.set(input.uint32(), this.top());
        return true;
      case 0x94: // MEMOIZE
        memo.set(memo.size, this.top());
        return true;
      case 0x68: // BINGET
        return stack.push(this.remembered(input.byte())) > 0;
      case 0x6a: // LONG_BINGET
        return stack.push(this.remembered(input.uint32())) > 0;
      case 0x63: // GLOBAL
        return stack.push(this.global(input.line(), input.line())) > 0;
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = this.popMany(2);
        return stack.push(this.global(String(module), String(name))) > 0;
      }
      case 0x51: // BINPERSID
        return stack.push(this.persistent(this.pop())) > 0;
      case 0x52: // REDUCE
        this.reduce();
        return true;
      case 0x62: // BUILD
        this.build();
        return true;
      default:
        return false;
    }
  }

  private global(module: string, name: string): PickleGlobal {
    const full = `${module}.${name}`;
    const allowed = this.options.globals.get(full);
    if (allowed === undefined)
      throw this.refuse(`a reference to ${full}`, 'only names that a state dict needs');
    return allowed;
  }

  private persistent(id: PickleValue): PickleValue {
    const { persistent } = this.options;
    if (persistent === undefined) throw this.refuse('an object outside of the pickle', 'none');
    return persistent(id);
  }

  private reduce(): void {
    const [callee, args] = this.popMany(2);
    if (!(callee instanceof PickleGlobal) || callee.call === undefined || !Array.isArray(args)) {
      const found = callee instanceof PickleGlobal ? `a call of ${callee.name}` : 'a call of something else';
      throw this.refuse(found, 'a call of what makes dictionaries or tensors');
    }
    this.stack.push(callee.call(args));
  }

  /** Attributes that are set on a dictionary or on what an allowed function made are left out: weights have none. */
  private build(): void {
    this.pop();
    const target = this.top();
    const isObject = typeof target === 'object' && target !== null && 'kind' in target;
    if (target instanceof Map || isObject) return;
    throw this.refuse('attributes of a value', 'attributes of a dictionary');
  }

  private append(values: PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw this.refuse('an item of what is no list', 'a list');
    for (const value of values) list.push(value);
  }

  private setItems(values: PickleValue[]): void {
    const map = this.top();
    if (!(map instanceof Map) || values.length % 2 !== 0)
      throw this.refuse('an entry of what is no dictionary', 'a dictionary');
    for (let index = 0; index < values.length; index += 2) map.set(values[index], values[index + 1]);
  }

  private remembered(key: number): PickleValue {
    const value = this.memo.get(key);
    if (value === undefined) throw this.refuse(`a reference to memo ${key}`, 'one that was put there');
    return value;
  }

  private top(): PickleValue {
    this.checkHeight(1);
    return this.stack[this.stack.length - 1];
  }

  private pop(): PickleValue {
    return this.popMany(1)[0];
  }

  private popMany(count: number): PickleValue[] {
    this.checkHeight(count);
    return this.stack.splice(this.stack.length - count);
  }

  private popToMark(): PickleValue[] {
    const mark = this.marks.pop();
    if (mark === undefined || mark > this.stack.length) throw this.refuse('no mark', 'a mark on the stack');
    return this.stack.splice(mark);
  }

  /** Nothing below the last mark may be taken. */
  private checkHeight(count: number): void {
    const floor = this.marks.length === 0 ? 0 : this.marks[this.marks.length - 1];
    if (this.stack.length - floor < count) throw this.refuse('an empty stack', `${count} values on it`);
  }

  private refuse(found: string, expected: string) {
    return this.input.fault(this.opcodeAt, found, expected);
  }
}
