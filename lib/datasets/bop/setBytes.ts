import { readFile } from 'node:fs/promises';
import { causeText } from '../../common/causeText';
import { DatasetError } from '../../common/errors';

/**
 * @param kind - what the file should be
 * @throws DatasetError when the file is missing or cannot be read
 */
export async function readSetBytes(file: string, kind: 'image' | 'mesh'): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new DatasetError({
      file,
      found: causeText(cause),
      expected: `a readable ${kind} file`,
      remedy: 'Check that the set was unpacked completely.',
    });
  }
}
