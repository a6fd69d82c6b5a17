import { parameterCounts } from '../../models/modularNetwork';
import { buildNetwork } from './networks';
import type { ModelConfiguration } from '../configuration/runConfiguration';

const known = new Map<string, Readonly<Record<string, number>>>();

/** @returns the parameters of each module of a network; it is built once to count them */
export function moduleSizes(model: ModelConfiguration): Readonly<Record<string, number>> {
  const key = JSON.stringify(model);
  const counted = known.get(key) ?? countParameters(model);
  known.set(key, counted);
  return counted;
}

function countParameters(model: ModelConfiguration): Readonly<Record<string, number>> {
  const network = buildNetwork(model, 'zeros');
  try {
    return parameterCounts(network);
  } finally {
    network.dispose();
  }
}
