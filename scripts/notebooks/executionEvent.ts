import { z } from 'zod';

/** A code cell starts: its number in the notebook, from 1, and how many code cells are done. */
export interface CellStart {
  readonly event: 'cell';
  readonly cell: number;
  readonly done: number;
  readonly total: number;
}

/** The execution ends early. */
export interface ExecutionFailure {
  readonly event: 'failure';
  readonly kind: 'cell' | 'kernel' | 'timeout';
  readonly cell: number;
  readonly text: string;
}

/** Every cell has succeeded. */
export interface ExecutionEnd {
  readonly event: 'finished';
  readonly total: number;
}

/** What python/execute_notebook.py tells, one a line. */
export type ExecutionEvent = CellStart | ExecutionFailure | ExecutionEnd;

const count = z.number().int().min(0);

const eventSchema: z.ZodType<ExecutionEvent> = z.discriminatedUnion('event', [
  z.object({ event: z.literal('cell'), cell: count, done: count, total: count }),
  z.object({
    event: z.literal('failure'),
    kind: z.enum(['cell', 'kernel', 'timeout']),
    cell: count,
    text: z.string(),
  }),
  z.object({ event: z.literal('finished'), total: count }),
]);

/** @returns the event a line holds, or undefined where some library printed something else */
export function parseExecutionEvent(line: string): ExecutionEvent | undefined {
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
