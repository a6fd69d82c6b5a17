import type { DataFrame } from 'danfojs-node';
// danfojs loads TensorFlow, which reads its settings once: they are made first.
import '../../tensor/engineEnvironment';

/** A cell of a table; null where there is nothing to say. */
export type Cell = number | string | null;

/**
 * Makes a danfojs DataFrame. danfojs takes a second to load and TensorFlow with it, so it is loaded at the first call.
 * @param columns - names, in order
 * @param rows - one cell a column
 */
export async function dataFrame(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): Promise<DataFrame> {
  const { DataFrame: Frame } = await import('danfojs-node');
  return new Frame(
    rows.map((row) => [...row]),
    { columns: [...columns] },
  );
}
