import type { NetworkLayerSensitivity } from '../../../mqat/networkSensitivity';
import type { FigureDraft, FigureText } from '../../figures/figure';
import { partDots } from '../../figures/partDots';

/** The mean trace of every layer's Hessian, tr(H) / N, with the interval of its estimate. */
export function traceFigure(layers: readonly NetworkLayerSensitivity[], text: FigureText): FigureDraft {
  return partDots({
    ...text,
    kind: 'Layer',
    quantity: { name: 'Mean trace of the Hessian, tr(H) / N', scale: 'logarithmic' },
    parts: layers.map(({ layer, module, weights, trace, interval: { low, high } }) => ({
      ...{ part: layer, module },
      measured: { value: trace / weights, low: low / weights, high: high / weights },
    })),
  });
}

/** @returns how the traces were found, in a sentence */
export function traceSentence(layers: readonly NetworkLayerSensitivity[]): string {
  const converged = layers.filter((layer) => layer.converged).length;
  const [{ probes, differentiation }] = layers;
  return (
    `${probes} probes, second derivatives ${differentiation === 'exact' ? 'exact' : 'by central differences'}; ` +
    `${converged} of ${layers.length} layers reached the error asked for.`
  );
}
