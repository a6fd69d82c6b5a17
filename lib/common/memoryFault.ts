/**
 * @returns whether an error says that an array or text has no room: the heap's own end is no error, it ends the process
 */
export function isMemoryFault(cause: unknown): cause is RangeError {
  return (
    cause instanceof RangeError &&
    /allocation failed|Invalid (?:string|typed array|array buffer|array) length/i.test(cause.message)
  );
}
