/**
 * How much smaller the parameters of a network become: sum of S_k * 32 over sum of S_k b_k, where S_k are the parameters
 * of module k and b_k its bits a parameter.
 * @param counts - parameters of each module
 * @param bits - bits a parameter of each module, 32 for full precision
 * @throws RangeError when a module has no width, or nothing has parameters
 */
export function compressionFactor(
  counts: Readonly<Record<string, number>>,
  bits: Readonly<Record<string, number>>,
): number {
  let full = 0;
  let quantized = 0;
  for (const [module, count] of Object.entries(counts)) {
    if (!(bits[module] > 0)) throw new RangeError(`module ${module} has ${bits[module] ?? 'no'} bits`);
    full += count * 32;
    quantized += count * bits[module];
  }
  if (quantized === 0) throw new RangeError('no module has parameters');
  return full / quantized;
}
