import { readFile } from 'node:fs/promises';
import { dirname, join, normalize, posix } from 'node:path';
import { causeText } from '../../common/causeText';
import { DatasetError } from '../../common/errors';

/** An image that a list names: `SEQUENCE/rgb/NNNNNN.*`. */
export interface ListedImage {
  /** Folder of the sequence, relative to the list, with `/` between folders */
  readonly sequence: string;
  readonly imageId: number;
  /** File relative to the sequence's folder */
  readonly file: string;
}

/**
 * Reads a list of images, a path a line, relative to the list.
 * @throws DatasetError naming the line that is no path of an image, leads out of the set, or stands there twice
 */
export async function readImageList(file: string): Promise<ListedImage[]> {
  const lines = (await readText(file)).split('\n').map((line) => line.trim());
  const seen = new Set<string>();
  const images = lines.flatMap((line, index): ListedImage[] => {
    if (line === '') return [];
    const path = posix.normalize(line.replaceAll('\\', '/'));
    const match = /^(?<sequence>.+)\/(?<file>rgb\/(?<id>\d{1,9})\.\w+)$/.exec(path);
    if (match === null || path.startsWith('../') || posix.isAbsolute(path) || seen.has(path)) {
      throw new DatasetError({
        file,
        field: `line ${index + 1}`,
        found: seen.has(path) ? `${line} again` : line.slice(0, 80),
        expected: 'a path SEQUENCE/rgb/NNNNNN.EXTENSION inside the set, each once',
        remedy: 'Paths are relative to the list: get the list that belongs to this set.',
      });
    }
    seen.add(path);
    const { sequence, file: image, id } = match.groups!;
    return [{ sequence, imageId: Number(id), file: image }];
  });
  if (images.length > 0) return images;
  throw new DatasetError({
    file,
    found: 'no image',
    expected: 'a path of an image a line',
    remedy: 'The list is empty: get it again.',
  });
}

/** @returns folder of a sequence */
export function sequenceFolder(listFile: string, sequence: string): string {
  return join(dirname(listFile), normalize(sequence));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new DatasetError({
      file,
      found: causeText(cause),
      expected: 'a list of images',
      remedy: 'SwissCube has training.txt, validation.txt and testing.txt in its root: check the path.',
    });
  }
}
