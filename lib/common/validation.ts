import { readFile } from 'node:fs/promises';
import type { ZodType } from 'zod';
import { causeText } from './causeText';
import type { InputError, InputProblem } from './errors';

/** A class of errors that bad input causes. */
export type InputErrorClass = new (problem: InputProblem) => InputError;

/**
 * Checks a value against a schema.
 * @param source - where the value came from: a file name, or words such as `run configuration`
 * @throws an error of the class given, naming the first field at fault
 */
export function validate<T>(
  schema: ZodType<T>,
  value: unknown,
  source: string,
  ErrorClass: InputErrorClass,
): T {
  const outcome = schema.safeParse(value);
  if (outcome.success) return outcome.data;
  const issue = outcome.error.issues[0];
  throw new ErrorClass({
    file: source,
    field: fieldPath(issue.path),
    found: summarize(issue.path.reduce<unknown>((node, key) => childOf(node, key), value)),
    expected: issue.message,
    remedy: 'Correct this field and run the command again.',
  });
}

/**
 * Reads a JSON file and checks it against a schema.
 * @throws an error of the class given when the file is missing, is not JSON, or does not fit
 */
export async function readJson<T>(file: string, schema: ZodType<T>, ErrorClass: InputErrorClass): Promise<T> {
  return validate(schema, parseJson(await readText(file, ErrorClass), file, ErrorClass), file, ErrorClass);
}

async function readText(file: string, ErrorClass: InputErrorClass): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ErrorClass({
      file,
      found: causeText(cause),
      expected: 'a readable JSON file',
      remedy: 'Check the path, or make the file again.',
    });
  }
}

function parseJson(text: string, file: string, ErrorClass: InputErrorClass): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ErrorClass({
      file,
      found: causeText(cause),
      expected: 'valid JSON',
      remedy: 'The file is damaged: restore it, or make it again.',
    });
  }
}

function fieldPath(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text === '' ? '(whole file)' : text.replace(/^\./, '');
}

function childOf(node: unknown, key: PropertyKey): unknown {
  return typeof node === 'object' && node !== null ? (node as Record<PropertyKey, unknown>)[key] : undefined;
}

function summarize(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
