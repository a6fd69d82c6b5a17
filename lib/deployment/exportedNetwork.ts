import { ExportError } from '../common/errors';
import { networkModules, type NetworkName } from '../experiments/configuration/networkModules';
import { networkNamed } from '../experiments/networks/networks';
import type { RunNetwork } from '../experiments/networks/runNetwork';
import type { ModelInformation } from '../export/modelInformation';

/**
 * Builds the network that an exported file names, with weights of 0.
 * @param file - name of the file, for messages
 * @throws ExportError when the architecture is unknown, or its configuration has other fields than this code's
 */
export function buildExported(
  { architecture, configuration }: Pick<ModelInformation, 'architecture' | 'configuration'>,
  file: string,
): RunNetwork {
  if (!Object.hasOwn(networkModules, architecture)) {
    const expected = `one of ${Object.keys(networkModules).join(', ')}`;
    throw misfit(file, 'architecture', JSON.stringify(architecture), expected);
  }
  const { scales, build } = networkNamed(architecture as NetworkName);
  checkKind(configuration, scales['paper'], 'configuration', file);
  return build(configuration, 'zeros');
}

/** Fields that the example has must be there, of the same kind: numbers, texts, lists, objects of such. */
function checkKind(value: unknown, example: unknown, field: string, file: string): void {
  const [found, expected] = [kindOf(value), kindOf(example)];
  if (found !== expected) throw misfit(file, field, found, expected);
  if (expected === 'a list') {
    const [first] = example as unknown[];
    for (const [index, item] of (value as unknown[]).entries())
      checkKind(item, first, `${field}[${index}]`, file);
  }
  if (expected !== 'an object') return;
  for (const [key, part] of Object.entries(example as object))
    checkKind((value as Record<string, unknown>)[key], part, `${field}.${key}`, file);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return value === undefined ? 'nothing' : `a ${typeof value}`;
}

function misfit(file: string, field: string, found: string, expected: string): ExportError {
  const remedy = 'The file is of another version of the code: export the model again.';
  return new ExportError({ file, field, found, expected, remedy });
}
