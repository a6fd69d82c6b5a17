import type { QuantizerResponse } from '../../../quantizers/quantizerResponse';
import type { FigureDraft, FigureText, ScatterTrace } from '../../figures/figure';
import { smallMultiples } from '../../figures/smallMultiples';
import {
  byMethod,
  panelLabel,
  panelLine,
  panelPoints,
  quantizerColor,
  referenceColor,
} from '../quantizers/quantizerPanels';
import type { LayerResponses } from '../quantizers/quantizerResponses';

/** Each method's staircase: what a weight of one output channel is simulated as. */
export function staircaseFigure(layer: LayerResponses, text: FigureText): FigureDraft {
  const { channel, responses } = layer;
  const { weights } = responses[0];
  const ends = [weights[channel[0]], weights[channel[channel.length - 1]]];
  const reach = 1.08 * Math.max(...ends.map(Math.abs));
  const methods = byMethod(layer);
  const identity = { name: 'not quantized', color: referenceColor, dash: 'solid', width: 1 } as const;
  return smallMultiples({
    ...text,
    alternativeText: `Simulated weight over weight for ${methods.size} methods, ${channel.length} weights of ${layer.layer}.`,
    horizontal: { name: 'Weight', range: [-reach, reach] },
    vertical: { name: 'Simulated', range: [-reach, reach] },
    panels: [...methods].map(([method, ofMethod]) => ({
      title: panelLabel(method),
      traces: [
        panelLine(identity, [-reach, reach], [-reach, reach]),
        ...[...ofMethod].reverse().map((response) => staircase(response, layer, ofMethod[0].bits)),
      ],
    })),
  });
}

function staircase(
  { weights, simulated, method, bits, frozenShare = 1 }: QuantizerResponse,
  { channel, sampled }: LayerResponses,
  first: number,
): ScatterTrace {
  const places = frozenShare < 1 ? sampled : channel;
  const x = places.map((place) => weights[place]);
  const y = places.map((place) => simulated[place]);
  if (frozenShare < 1) return panelPoints('half of the weights frozen', '#000000', x, y);
  const color = quantizerColor(method);
  const line =
    bits === first
      ? ({ name: '2 bits (binary: 1)', color, dash: 'solid', width: 2.5 } as const)
      : ({ name: `${bits} bits`, color, dash: 'solid', width: 1 } as const);
  return panelLine(line, ...withRisers(x, y));
}

/** Only where a level begins and ends; between two weights of different levels the step is drawn halfway. */
function withRisers(x: readonly number[], y: readonly number[]): [x: number[], y: number[]] {
  const points = x.flatMap((weight, index): [number, number][] => {
    if (index === 0) return [[weight, y[0]]];
    const isLast = index === x.length - 1;
    if (y[index] === y[index - 1]) return isLast ? [[weight, y[index]]] : [];
    const middle = (x[index - 1] + weight) / 2;
    return [
      [middle, y[index - 1]],
      [middle, y[index]],
      ...(isLast ? [[weight, y[index]] as [number, number]] : []),
    ];
  });
  return [points.map(([at]) => at), points.map(([, level]) => level)];
}
