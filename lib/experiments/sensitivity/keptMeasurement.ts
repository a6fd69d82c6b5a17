import { ResultsError } from '../../common/errors';
import type { Reporter } from '../../common/reporter';

/**
 * Reads what was measured before and is kept to save time. Where its file is damaged or was measured with something else, the
 * reporter hears of it, and the caller measures again.
 * @returns undefined where nothing that can be used is kept
 */
export async function readKept<T>(
  read: () => Promise<T | undefined>,
  reporter: Reporter,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ResultsError)) throw error;
    const { file, field, found, expected } = error.problem;
    const place = [file, field].filter((part) => part !== undefined).join(': ');
    reporter.warn(
      `${place}: found ${found}; expected ${expected}. It is measured again, and the file replaced.`,
    );
    return undefined;
  }
}
