import { DatasetError } from '../../common/errors';

/** A line of a text file that says something. */
export interface TextLine {
  /** From 1 */
  readonly number: number;
  readonly words: readonly string[];
  /** Everything after the first word */
  readonly rest: string;
}

/** @returns lines with words; comments (#) are left out, and a backslash at the end joins the next line */
export function* textLines(bytes: Uint8Array): Generator<TextLine> {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8').split('\n');
  for (let index = 0; index < lines.length; index++) {
    const number = index + 1;
    let text = lines[index].replace(/\r$/, '');
    while (text.endsWith('\\') && index + 1 < lines.length) {
      text = text.slice(0, -1) + lines[++index].replace(/\r$/, '');
    }
    const content = text.replace(/#.*/, '').trim();
    if (content === '') continue;
    const words = content.split(/\s+/);
    yield { number, words, rest: content.slice(words[0].length).trim() };
  }
}

/** @returns an error for a text file that names the line */
export function lineError(source: string, line: number, found: string, expected: string): DatasetError {
  return new DatasetError({
    file: source,
    field: `line ${line}`,
    found: found.length > 80 ? `${found.slice(0, 77)}...` : found,
    expected,
    remedy: 'The file is damaged or of another kind: get it again or export it again.',
  });
}

/** @returns the numbers that words say, undefined where one is none */
export function numbersOf(words: readonly string[]): number[] | undefined {
  const values = words.map((word) =>
    /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) ? Number(word) : NaN,
  );
  return values.every(Number.isFinite) ? values : undefined;
}
