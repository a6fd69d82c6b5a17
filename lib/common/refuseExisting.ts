import { access } from 'node:fs/promises';
import { ConfigurationError } from './errors';

/**
 * Makes sure that nothing would be overwritten.
 * @param remedy - what helps, such as the option that allows it
 * @throws ConfigurationError naming the first file that is there
 */
export async function refuseExisting(files: readonly string[], remedy: string): Promise<void> {
  for (const file of files) {
    const exists = await access(file).then(
      () => true,
      () => false,
    );
    if (!exists) continue;
    throw new ConfigurationError({
      file,
      found: 'a file',
      expected: 'none: it would be overwritten',
      remedy,
    });
  }
}
