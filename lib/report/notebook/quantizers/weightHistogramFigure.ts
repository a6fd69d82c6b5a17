import type { QuantizerResponse } from '../../../quantizers/quantizerResponse';
import type { FigureDraft, FigureText, ScatterTrace } from '../../figures/figure';
import { binShares } from '../../figures/histogram';
import { translucent } from '../../figures/palette';
import { smallMultiples } from '../../figures/smallMultiples';
import { byMethod, panelLabel, quantizerColor, referenceColor } from './quantizerPanels';
import type { LayerResponses } from './quantizerResponses';

/** An odd number, so that zero lies in the middle of a bin. */
const bins = 41;

/** The weights of a layer before and after each method, at two bits or the fewest that it has; each relative to its own fullest bin. */
export function weightHistogramFigure(layer: LayerResponses, text: FigureText): FigureDraft {
  const { weights } = layer.responses[0];
  const methods = byMethod(layer);
  const simulated = [...methods.values()].map(([{ simulated: values }]) => values);
  const reach = 1.02 * [weights, ...simulated].reduce((most, values) => Math.max(most, largest(values)), 0);
  const edges = Array.from({ length: bins + 1 }, (_, index) => reach * ((2 * index) / bins - 1));
  const before = outline(weights, edges);
  return smallMultiples({
    ...text,
    alternativeText: `Histograms of the ${weights.length} weights of ${layer.layer}, before and after each of ${methods.size} methods.`,
    horizontal: { name: 'Weight', range: [-reach, reach] },
    vertical: { name: 'Relative frequency', range: [0, 1.1] },
    panels: [...methods].map(([method, [response]]) => ({
      title: panelLabel(method, `, ${response.bits} bit${response.bits === 1 ? '' : 's'}`),
      traces: [before, after(response, edges)],
    })),
  });
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function outline(values: Float32Array, edges: readonly number[]): ScatterTrace {
  const shares = relative(values, edges);
  return {
    ...{ type: 'scatter', mode: 'lines', name: 'before', hoverinfo: 'skip', fill: 'tozeroy' },
    x: edges.flatMap((edge) => [edge, edge]),
    y: [0, ...shares.flatMap((share) => [share, share]), 0],
    line: { color: referenceColor, width: 1 },
    fillcolor: translucent(referenceColor, 0.35),
  };
}

/** A stem for each bin that weights are in: levels are single values, not spans. */
function after({ method, simulated }: QuantizerResponse, edges: readonly number[]): ScatterTrace {
  const shares = relative(simulated, edges);
  const stems = shares.flatMap((share, bin) => {
    const middle = (edges[bin] + edges[bin + 1]) / 2;
    return share === 0 ? [] : [[middle, 0], [middle, share], [middle, null]]; // prettier-ignore
  });
  return {
    ...{ type: 'scatter', mode: 'lines', name: 'after', hoverinfo: 'skip' },
    x: stems.map(([x]) => x),
    y: stems.map(([, y]) => y),
    line: { color: quantizerColor(method), width: 3 },
  };
}

function relative(values: Float32Array, edges: readonly number[]): number[] {
  const shares = binShares(values, edges);
  const fullest = Math.max(...shares);
  return shares.map((share) => share / fullest);
}
