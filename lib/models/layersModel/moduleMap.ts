import { ConfigurationError } from '../../common/errors';

/**
 * The layers of each module, in the order of the data flow: names, or beginnings of names that end in `*`, such as
 * `{ stem: ['conv1'], body: ['block*'], head: ['dense'] }`.
 */
export type ModuleMap = Readonly<Record<string, readonly string[]>>;

/** A layer as far as a module map is concerned. */
export interface NamedLayer {
  readonly name: string;
  /** Whether it has numbers that training moves, so that it must be in a module */
  readonly hasWeights: boolean;
}

/**
 * Finds the module of every layer that the map names.
 * @returns modules by the name of the layer
 * @throws ConfigurationError naming a module or layer: where a name stands for no layer, a layer is named twice, or one with
 * weights is in no module
 */
export function modulesOfLayers(layers: readonly NamedLayer[], modules: ModuleMap): Map<string, string> {
  const found = new Map<string, string>();
  for (const [module, patterns] of Object.entries(modules)) {
    for (const pattern of patterns) {
      for (const name of layersNamed(layers, pattern, `modules.${module}`)) {
        const other = found.get(name);
        if (other !== undefined) {
          throw new ConfigurationError({
            field: `modules.${module}`,
            found: `the layer ${name}, which is named by ${other} already`,
            expected: 'every layer named once',
            remedy: 'Take it out of one of them, or write a longer beginning before the *.',
          });
        }
        found.set(name, module);
      }
    }
  }
  const stray = layers.filter(({ name, hasWeights }) => hasWeights && !found.has(name));
  if (stray.length > 0) {
    throw new ConfigurationError({
      field: 'modules',
      found: `no module for ${stray.map(({ name }) => name).join(', ')}`,
      expected: 'every layer that has weights in a module',
      remedy: 'Name it in the module that it belongs to; K = 1 is a module with all layers, named by *.',
    });
  }
  return found;
}

/**
 * @param pattern - a name, or the beginning of names and `*`
 * @param field - where the pattern stands, for the message
 * @throws ConfigurationError when it stands for no layer
 */
export function layersNamed(
  layers: readonly Pick<NamedLayer, 'name'>[],
  pattern: string,
  field: string,
): string[] {
  const names = layers.map(({ name }) => name);
  const found = pattern.endsWith('*')
    ? names.filter((name) => name.startsWith(pattern.slice(0, -1)))
    : names.filter((name) => name === pattern);
  if (found.length > 0) return found;
  throw new ConfigurationError({
    field,
    found: `${pattern}, which no layer is named`,
    expected: `one of ${names.join(', ')}, or a beginning of them and *`,
    remedy: 'Name layers as the model does: model.layers.map(({ name }) => name).',
  });
}
