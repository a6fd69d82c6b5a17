/*
 * What Python's pickles are made of, as far as files of weights use them. Nothing of a pickle is ever executed: a global is a
 * name, and what it stands for is one of the functions of this project that a reader allows.
 */

/** An object that an allowed function made. */
export interface PickleObject {
  readonly kind: string;
}

/** A value of a pickle; lists and tuples are arrays, dictionaries are maps. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | PickleObject
  | PickleGlobal;

/** A name that a pickle refers to and that the reader allows. */
export class PickleGlobal {
  /**
   * @param name - such as `torch._utils._rebuild_tensor_v2`
   * @param call - what stands for it where it is called; undefined where it may only be named
   */
  constructor(
    readonly name: string,
    readonly call?: (args: readonly PickleValue[]) => PickleValue,
  ) {}
}

/** Names that a pickle may refer to, such as `collections.OrderedDict`. */
export type AllowedGlobals = ReadonlyMap<string, PickleGlobal>;
