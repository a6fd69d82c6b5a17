import { ConfigurationError } from './errors';
import { isThere } from './isThere';

/**
 * Makes sure that nothing would be overwritten.
 * @param remedy - what helps, such as the option that allows it
 * @throws ConfigurationError naming the first file that is there
 */
export async function refuseExisting(files: readonly string[], remedy: string): Promise<void> {
  for (const file of files) {
    if (!(await isThere(file))) continue;
    throw new ConfigurationError({
      file,
      found: 'a file',
      expected: 'none: it would be overwritten',
      remedy,
    });
  }
}
