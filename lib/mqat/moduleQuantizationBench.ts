/**
 * What Algorithm 1 and the order search need of a network made of modules: any network that can be quantized module by
 * module, whether it is trained on the spot or its runs are stored.
 * @typeParam Model - a network in some state of quantization, or a handle of it; never changed in place
 */
export interface ModuleQuantizationBench<Model> {
  /** Modules in the order of the data flow */
  readonly modules: readonly string[];
  /** Parameters of each module */
  readonly sizes: Readonly<Record<string, number>>;
  /** The full-precision network, M */
  readonly fullPrecision: Model;
  /**
   * Quantizes one module more and retrains; modules that are quantized already stay at their width.
   * @returns the retrained network, as a new model
   */
  quantizeAndRetrain(model: Model, module: string, bits: number): Promise<Model>;
  /** @returns ac(M): accuracy on validation data, never on test data */
  accuracy(model: Model): Promise<number>;
  /**
   * @param modules - those whose importance is asked for
   * @returns Omega_k of each of these modules at each width, measured on this model
   */
  importance(
    model: Model,
    modules: readonly string[],
    widths: readonly number[],
  ): Promise<Readonly<Record<string, readonly number[]>>>;
}

/** @returns the modules by number of parameters, smallest first; equal ones in the order of the data flow */
export function sortedBySize({
  modules,
  sizes,
}: Pick<ModuleQuantizationBench<unknown>, 'modules' | 'sizes'>): string[] {
  return [...modules].sort((a, b) => sizes[a] - sizes[b]);
}
