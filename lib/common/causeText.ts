/** @returns what a caught value says: an error's message, or the value as text */
export function causeText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
