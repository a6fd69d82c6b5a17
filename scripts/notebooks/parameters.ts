import { ConfigurationError } from '../../lib/common/errors';
import { joinText, type Cell, type Notebook } from '../../lib/report/notebookFile';

/** What a notebook's parameter may be. */
export type ParameterValue = string | number | boolean;

/** A value the reader of a notebook may set, as its cell tagged `parameters` declares it. */
export interface Parameter {
  readonly name: string;
  /** The type annotation, such as `ProfileName`, or nothing */
  readonly type: string;
  readonly value: ParameterValue;
}

const parametersTag = 'parameters';
const injectedTag = 'injected-parameters';
/** `const name: Type = literal;`, perhaps with a comment behind it. */
const declaration =
  /^const\s+(?<name>[A-Za-z_$][\w$]*)\s*(?::\s*(?<type>[^=]+?)\s*)?=\s*(?<literal>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|-?[\d._]+(?:e[+-]?\d+)?|true|false)\s*;/;

/** @returns the parameters that the notebook's tagged cell declares, in order; none where there is no such cell */
export function declaredParameters(notebook: Notebook): Parameter[] {
  const cell = notebook.cells.find((candidate) => hasTag(candidate, parametersTag));
  return cell === undefined ? [] : joinText(cell.source).split('\n').flatMap(parseLine);
}

function parseLine(line: string): Parameter[] {
  const match = declaration.exec(line)?.groups;
  if (match === undefined) return [];
  return [{ name: match.name, type: match.type ?? '', value: parseLiteral(match.literal) }];
}

function parseLiteral(literal: string): ParameterValue {
  if (literal === 'true' || literal === 'false') return literal === 'true';
  if (!/^['"]/.test(literal)) return Number(literal.replaceAll('_', ''));
  return literal.slice(1, -1).replace(/\\(.)/g, '$1');
}

/**
 * @param notebook - left as it is
 * @param file - its name, for errors
 * @param values - what to set
 * @returns the notebook with a cell that sets the values, behind the one tagged `parameters`
 * @throws ConfigurationError when the notebook does not declare a parameter, or declares it with another type
 */
export function injectParameters(
  notebook: Notebook,
  file: string,
  values: Readonly<Record<string, ParameterValue>>,
): Notebook {
  const declared = declaredParameters(notebook);
  const lines = Object.entries(values).map(([name, value]) => {
    const { type } = findParameter(declared, file, name, value);
    return `const ${name}${type === '' ? '' : `: ${type}`} = ${JSON.stringify(value)};`;
  });
  const cells = notebook.cells.filter((cell) => !hasTag(cell, injectedTag));
  if (lines.length === 0) return { ...notebook, cells };
  const injected: Cell = {
    cell_type: 'code',
    execution_count: null,
    id: injectedTag,
    metadata: { tags: [injectedTag] },
    outputs: [],
    source: ['// Set from outside: these values replace those above.', ...lines].join('\n'),
  };
  const position = cells.findIndex((cell) => hasTag(cell, parametersTag)) + 1;
  return { ...notebook, cells: cells.toSpliced(position, 0, injected) };
}

/** @returns the values a run uses: those declared, replaced by those set */
export function effectiveParameters(
  notebook: Notebook,
  values: Readonly<Record<string, ParameterValue>>,
): Record<string, ParameterValue> {
  const declared = declaredParameters(notebook).map(({ name, value }): [string, ParameterValue] => [name, value]);
  return { ...Object.fromEntries(declared), ...values };
}

function findParameter(
  declared: readonly Parameter[],
  file: string,
  name: string,
  value: ParameterValue,
): Parameter {
  const parameter = declared.find((candidate) => candidate.name === name);
  if (parameter === undefined) {
    throw new ConfigurationError({
      file,
      field: name,
      found: 'no such parameter',
      expected: declared.map((candidate) => candidate.name).join(', ') || 'a cell tagged `parameters`',
      remedy: 'Declare it there as `const name: Type = value;`, or leave it out.',
    });
  }
  if (typeof parameter.value !== typeof value) {
    throw new ConfigurationError({
      file,
      field: name,
      found: JSON.stringify(value),
      expected: `a ${typeof parameter.value}, such as ${JSON.stringify(parameter.value)}`,
      remedy: 'Give a value of that type.',
    });
  }
  return parameter;
}

/** @returns the values that were set from outside when the notebook was executed, by name */
export function injectedParameters(notebook: Notebook): ReadonlyMap<string, ParameterValue> {
  const cell = notebook.cells.find((candidate) => hasTag(candidate, injectedTag));
  const set = cell === undefined ? [] : joinText(cell.source).split('\n').flatMap(parseLine);
  return new Map(set.map(({ name, value }) => [name, value]));
}

/**
 * @returns whether the cell was injected and sets what the notebook declares anyway, so that it says nothing
 */
export function isIdleInjection(notebook: Notebook, cell: Cell): boolean {
  if (!hasTag(cell, injectedTag)) return false;
  const declared = new Map(declaredParameters(notebook).map(({ name, value }) => [name, value]));
  const set = joinText(cell.source).split('\n').flatMap(parseLine);
  return set.every(({ name, value }) => declared.get(name) === value);
}

function hasTag(cell: Cell, tag: string): boolean {
  const { tags } = cell.metadata;
  return Array.isArray(tags) && tags.includes(tag);
}
