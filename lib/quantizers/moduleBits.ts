import { ConfigurationError } from '../common/errors';

/** Weight bits of every module, such as `{ backbone: 8, fpn: 2, head: 8 }`; 32 is full precision. */
export type ModuleBits = Readonly<Record<string, number>>;

/** Widths that a module may have by most methods: 2 bits are ternary. */
export const supportedBits: readonly number[] = [2, 3, 4, 5, 6, 7, 8, 32];

/**
 * Checks that every module has a width and nothing else has.
 * @param source - where the widths come from, for the message
 * @param widths - what is supported
 * @throws ConfigurationError naming the module and what is allowed
 */
export function checkModuleBits(
  bits: ModuleBits,
  modules: readonly string[],
  source = 'quantization',
  widths = supportedBits,
): void {
  const stranger = Object.keys(bits).find((module) => !modules.includes(module));
  if (stranger !== undefined) {
    throw fault(source, stranger, 'a module that the network does not have', `one of ${modules.join(', ')}`);
  }
  for (const module of modules) {
    const width: number | undefined = bits[module];
    if (width === undefined || !widths.includes(width)) {
      throw fault(source, module, `${width ?? 'no'} bits`, `one of ${widths.join(', ')}`);
    }
  }
}

function fault(file: string, module: string, found: string, expected: string): ConfigurationError {
  const remedy = 'Name every module of the network once, each with a supported width (32 is full precision).';
  return new ConfigurationError({ file, field: `quantization.${module}`, found, expected, remedy });
}
