/** Puts another member in the place of one for some work, whatever the work ends with. */
export interface Substitution {
  /** Puts back what was there. */
  undo(): void;
}

/** Replaces a member of an object until it is undone; what the object inherits is left alone. */
export function substitute<T extends object, K extends keyof T>(
  target: T,
  key: K,
  value: T[K],
): Substitution {
  const own = Object.getOwnPropertyDescriptor(target, key);
  Object.defineProperty(target, key, { value, configurable: true, writable: true, enumerable: false });
  return {
    undo: () => {
      if (own === undefined) Reflect.deleteProperty(target, key);
      else Object.defineProperty(target, key, own);
    },
  };
}
