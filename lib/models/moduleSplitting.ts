import { ConfigurationError } from '../common/errors';
import type { ModularNetwork } from './modularNetwork';

/** A finer module: part of one that the network has. */
export interface ModulePart {
  readonly name: string;
  /** Module that it is a part of */
  readonly of: string;
  /** Beginnings of the names of its parameters and layers; none for what other parts of the module leave */
  readonly prefixes: readonly string[];
}

/**
 * The same network, with the same tensors, whose modules are finer.
 * @param parts - in the order of the data flow; a module that is split has one part without prefixes, for the rest
 * @throws ConfigurationError when a tensor belongs to no part
 */
export function splitModules<Network extends ModularNetwork<unknown>>(
  network: Network,
  parts: readonly ModulePart[],
): Network {
  const renamed = <Named extends { readonly name: string; readonly module: string }>(one: Named): Named => ({
    ...one,
    module: partOf(one, parts),
  });
  return {
    ...network,
    modules: parts.map(({ name }) => name),
    parameters: network.parameters.map(renamed),
    statistics: network.statistics.map(renamed),
    layers: network.layers.map(renamed),
  };
}

function partOf(
  { name, module }: { readonly name: string; readonly module: string },
  parts: readonly ModulePart[],
): string {
  const own = parts.filter((part) => part.of === module);
  const named = own.find(({ prefixes }) => prefixes.some((prefix) => name.startsWith(prefix)));
  const part = named ?? own.find(({ prefixes }) => prefixes.length === 0);
  if (part !== undefined) return part.name;
  throw new ConfigurationError({
    field: 'parts',
    found: `no part for ${name} of ${module}`,
    expected: 'a part of each module without prefixes, or prefixes that cover all its tensors',
    remedy: 'Complete the parts.',
  });
}
