import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ConfigurationError } from '../../common/errors';

const text = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(''))]);

const output = z.object({
  output_type: z.string(),
  data: z.record(z.string(), z.unknown()).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  text: text.optional(),
});

const notebook = z.object({
  cells: z.array(
    z.object({
      cell_type: z.enum(['markdown', 'code', 'raw']),
      source: text,
      outputs: z.array(output).default([]),
    }),
  ),
});

/** A notebook as stored, what its cells showed included. */
export type StoredNotebook = z.infer<typeof notebook>;
export type StoredOutput = z.infer<typeof output>;

/**
 * Reads an .ipynb file of format 4.
 * @throws ConfigurationError when it is none
 */
export async function readStoredNotebook(file: string): Promise<StoredNotebook> {
  try {
    return notebook.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new ConfigurationError({
      file,
      found: cause instanceof Error ? cause.message : String(cause),
      expected: 'a Jupyter notebook of format 4',
      remedy: 'Run `npm run notebooks:normalize`, or restore the file.',
    });
  }
}

/** @returns the text of one MIME type, whose lines the format may keep apart; null where the output lacks it */
export function outputText(stored: StoredOutput, mimeType: string): string | null {
  const parsed = text.safeParse(stored.data?.[mimeType]);
  return parsed.success ? parsed.data : null;
}
