import type { ExperimentScope } from '../../../experiments/configuration/experimentScope';
import { probeKey } from '../../../experiments/studies/firstQuantizedModule';
import { flowControlKey } from '../../../experiments/flow/sequentialRuns';
import { flowMethods } from '../../../experiments/studies/flowStudy';
import { pyramidLayerKey, pyramidLayersOf } from '../../../experiments/studies/pyramidLayers';
import { schedulesOf } from '../../../experiments/studies/schedules';
import type { MethodRow } from './differenceFigure';

/** @returns each layer of the pyramid alone at 2 bits, then all of them, by each method */
export function pyramidLayerRows(scope: ExperimentScope): MethodRow[] {
  return flowMethods(scope.profile).flatMap((method) => {
    const row = (key: string, words: string): MethodRow => ({
      ...{ key, method, category: words.replaceAll('.', '<br>'), controlKey: flowControlKey(method, 1) },
      label: `${words}, ${method.toUpperCase()}`,
    });
    const layers = pyramidLayersOf(scope).map((layer) =>
      row(pyramidLayerKey(layer, method), layer.replace(/^fpn\./, '')),
    );
    return [...layers, row(probeKey('fpn', method), 'all layers')];
  });
}

/** @returns a ternary pyramid by each schedule */
export function scheduleRows(scope: ExperimentScope): MethodRow[] {
  return schedulesOf(scope).map(({ key, label, method, controlKey }) => ({
    ...{ key, label, method, controlKey },
    category: label.replaceAll(', ', '<br>'),
  }));
}
