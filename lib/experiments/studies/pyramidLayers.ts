/*
 * The supplementary's layer-wise study of the feature pyramid: which of its layers can do with 2 bits? Each of them alone, and
 * all of them as in table 1, by both methods with their controls. The paper prints no number of it.
 */
import {
  controlRun,
  fullPrecisionRuns,
  quantizedRun,
  uniformBits,
  type ExperimentRun,
} from '../configuration/experiment';
import { probeKey } from './firstQuantizedModule';
import type { ExperimentScope } from '../configuration/experimentScope';
import { moduleLayers } from '../networks/moduleLayers';
import { flowMethods } from './flowStudy';

/** @returns the key of the run that has one layer of the pyramid at 2 bits */
export function pyramidLayerKey(layer: string, method: string): string {
  return `${layer}-${method}`;
}

/** @returns the layers of a scope's pyramid, in the order of the data flow; at smoke scale its first and its last */
export function pyramidLayersOf({ profile, model }: ExperimentScope): readonly string[] {
  const layers = moduleLayers(model, 'fpn');
  return profile === 'smoke' ? [layers[0], layers[layers.length - 1]] : layers;
}

/** @returns the runs of one seed, parents before those that start from them */
export function pyramidLayerRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  const bits = { ...uniformBits(scope, 32), fpn: 2 };
  return [
    ...fullPrecisionRuns(scope, seed),
    ...flowMethods(scope.profile).flatMap((method) => [
      controlRun(scope, seed, method),
      { ...quantizedRun(scope, seed, method, bits), key: probeKey('fpn', method) },
      ...pyramidLayersOf(scope).map((layer) => ({
        ...quantizedRun(scope, seed, method, bits, { onlyLayers: [layer] }),
        key: pyramidLayerKey(layer, method),
        title: `${layer} at 2 bits by ${method.toUpperCase()}`,
      })),
    ]),
  ];
}
