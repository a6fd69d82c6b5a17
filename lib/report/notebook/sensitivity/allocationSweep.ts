import type { Allocation } from '../../../allocation/allocation';
import {
  allocateBits,
  type BitAllocationProblem,
  type QuantizableModule,
} from '../../../allocation/bitAllocation';
import { ConfigurationError } from '../../../common/errors';
import { parameterCounts, type ModularNetwork } from '../../../models/modularNetwork';
import type { NetworkLayerSensitivity } from '../../../mqat/networkSensitivity';
import { layerImportance, moduleImportance } from '../../../sensitivity/importance';

/** The widths of one compression factor. */
export interface SweptAllocation {
  /** The factor asked for */
  readonly factor: number;
  /** Size at 32 bits over the size reached */
  readonly reached: number;
  readonly problem: BitAllocationProblem;
  readonly allocation: Allocation;
}

/** Modules, or layers, whose widths are allocated, with the module of each. */
export interface AllocatedParts {
  readonly kind: 'module' | 'layer';
  readonly parts: readonly (QuantizableModule & { readonly module: string })[];
  readonly widths: readonly number[];
}

/** Module by module, as in MQAT: the size of a module is all of its parameters. */
export function modulesToAllocate(
  network: ModularNetwork<unknown>,
  layers: readonly NetworkLayerSensitivity[],
  widths: readonly number[],
): AllocatedParts {
  const sizes = parameterCounts(network);
  const importance = moduleImportance(layers, network.modules, 'trace');
  const parts = network.modules.map((module) => ({
    ...{ name: module, module, weights: sizes[module], importance: importance[module] },
  }));
  return { kind: 'module', parts, widths };
}

/** Layer by layer, as in HAWQ-V3. */
export function layersToAllocate(
  layers: readonly NetworkLayerSensitivity[],
  widths: readonly number[],
): AllocatedParts {
  const importance = layerImportance(layers);
  const parts = layers.map(({ layer, module, weights }) => ({
    ...{ name: layer, module, weights, importance: importance[layer] },
  }));
  return { kind: 'layer', parts, widths };
}

/**
 * Allocates widths for one compression factor after the other.
 * @throws InfeasibleAllocationError when a factor cannot be reached
 */
export async function sweepAllocations(
  { parts, widths }: AllocatedParts,
  factors: readonly number[],
): Promise<SweptAllocation[]> {
  const full = 32 * parts.reduce((sum, { weights }) => sum + weights, 0);
  const swept: SweptAllocation[] = [];
  for (const factor of factors) {
    const problem = { modules: parts, bits: widths, compressionFactor: factor };
    const allocation = await allocateBits(problem);
    swept.push({ factor, reached: full / allocation.best.costs[0], problem, allocation });
  }
  return swept;
}

/**
 * @returns the widths of a factor
 * @throws ConfigurationError when the factor is not among those swept
 */
export function allocationAt(swept: readonly SweptAllocation[], factor: number): SweptAllocation {
  const found = swept.find((one) => one.factor === factor);
  if (found !== undefined) return found;
  throw new ConfigurationError({
    field: 'compression factor',
    found: String(factor),
    expected: `one of ${swept.map((one) => one.factor).join(', ')}`,
    remedy: 'Allocate for it too, or choose one of these.',
  });
}

/** @returns the width of each part by name */
export function allocatedBits({ problem, allocation }: SweptAllocation): Record<string, number> {
  return Object.fromEntries(problem.modules.map(({ name }, index) => [name, allocation.best.bits[index]]));
}
