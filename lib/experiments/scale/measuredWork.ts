import { parse } from 'papaparse';
import { median } from '../../metrics/statistics';
import { layerMultiplyAccumulates } from '../../models/modularNetwork';
import type { SimulationInputs } from './simulationInputs';
import { buildNetwork } from '../networks/networks';
import type { ModelConfiguration } from '../configuration/runConfiguration';

/** @returns multiply-accumulates of a forward pass of one image, by network and scale, of every model among those given */
export function measureWork(models: readonly ModelConfiguration[]): Record<string, number> {
  const work: Record<string, number> = {};
  for (const model of models) {
    const key = `${model.network} ${model.scale}`;
    if (Object.hasOwn(work, key)) continue;
    const network = buildNetwork(model, 0);
    const [width, height] = network.inputSize;
    work[key] = network.layers.reduce(
      (sum, layer) => sum + layerMultiplyAccumulates(layer, width, height),
      0,
    );
    network.dispose();
  }
  return work;
}

/**
 * @param runsCsv - `results/runs.csv`
 * @returns of WDR's runs by role, what a step took
 */
export function measureSteps(runsCsv: string): SimulationInputs['measured']['steps'] {
  const { data } = parse<Record<string, string>>(runsCsv.trim(), { header: true });
  const ofRole = (role: string) => {
    const seconds = data
      .filter((row) => row['network'] === 'wdr' && row['role'] === role && Number(row['steps']) > 0)
      .map((row) => Number(row['seconds']) / Number(row['steps']));
    const three = (value: number) => Number(value.toPrecision(3));
    return { runs: seconds.length, least: three(Math.min(...seconds)), median: three(median(seconds)) };
  };
  return Object.fromEntries(['fullPrecision', 'control', 'quantized'].map((role) => [role, ofRole(role)]));
}
