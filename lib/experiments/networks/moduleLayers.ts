import { buildNetwork } from './networks';
import type { ModelConfiguration } from '../configuration/runConfiguration';

const known = new Map<string, readonly string[]>();

/** @returns the layers of a module that can be quantized, in the order of the data flow; a network is built once to name them */
export function moduleLayers(model: ModelConfiguration, module: string): readonly string[] {
  const key = JSON.stringify([model, module]);
  const names = known.get(key) ?? nameLayers(model, module);
  known.set(key, names);
  return names;
}

function nameLayers(model: ModelConfiguration, module: string): readonly string[] {
  const network = buildNetwork(model, 'zeros');
  try {
    return network.layers.filter((layer) => layer.module === module).map(({ name }) => name);
  } finally {
    network.dispose();
  }
}
