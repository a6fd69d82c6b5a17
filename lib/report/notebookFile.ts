import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileAtomically } from '../common/atomicFile';
import { DatasetError } from '../common/errors';
import { readJson } from '../common/validation';

/** A cell's text: one string, or one string a line, each with its line end. */
export type CellText = string | string[];

/** One output of a code cell, by the notebook format 4.5. */
export interface CellOutput {
  output_type: 'stream' | 'display_data' | 'execute_result' | 'error';
  name?: string | undefined;
  text?: CellText | undefined;
  data?: Record<string, unknown> | undefined;
  metadata?: Record<string, unknown> | undefined;
  execution_count?: number | null | undefined;
  [other: string]: unknown;
}

/** A cell of a notebook, by the notebook format 4.5. */
export interface Cell {
  cell_type: 'code' | 'markdown' | 'raw';
  id: string;
  metadata: Record<string, unknown>;
  source: CellText;
  outputs?: CellOutput[] | undefined;
  execution_count?: number | null | undefined;
  [other: string]: unknown;
}

/** A notebook, by the notebook format 4.5. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

const record = z.record(z.string(), z.unknown());
const text = z.union([z.string(), z.array(z.string())]);

const outputSchema = z.looseObject({
  output_type: z.enum(['stream', 'display_data', 'execute_result', 'error']),
  name: z.string().optional(),
  text: text.optional(),
  data: record.optional(),
  metadata: record.optional(),
  execution_count: z.number().nullable().optional(),
});

const cellSchema = z.looseObject({
  cell_type: z.enum(['code', 'markdown', 'raw']),
  id: z.string().min(1),
  metadata: record,
  source: text,
  outputs: z.array(outputSchema).optional(),
  execution_count: z.number().nullable().optional(),
});

const notebookSchema: z.ZodType<Notebook> = z.strictObject({
  cells: z.array(cellSchema),
  metadata: record,
  nbformat: z.literal(4),
  nbformat_minor: z.number().int().min(5),
});

/**
 * @param file - an .ipynb file
 * @throws DatasetError when the file is missing or is no notebook of format 4.5 or newer
 */
export function readNotebook(file: string): Promise<Notebook> {
  return readJson(file, notebookSchema, DatasetError);
}

/** @returns the text that is stored: what Jupyter itself writes, one space a level and a final line end */
export function formatNotebook(notebook: Notebook): string {
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/** Writes a notebook, atomically. */
export function writeNotebook(file: string, notebook: Notebook): Promise<void> {
  return writeFileAtomically(file, formatNotebook(notebook));
}

/** @returns the file's text as it is stored */
export function readNotebookText(file: string): Promise<string> {
  return readFile(file, 'utf8');
}

/** @returns a cell's text as one string */
export function joinText(text: CellText): string {
  return typeof text === 'string' ? text : text.join('');
}

/** @returns what an output holds of a MIME type, where that is text */
export function outputText({ data }: CellOutput, mimeType: string): string | undefined {
  const held = text.safeParse(data?.[mimeType]).data;
  return held === undefined ? undefined : joinText(held);
}
