import type { QuantizerResponse } from '../../../quantizers/quantizerResponse';
import type { FigureDraft, FigureText } from '../../figures/figure';
import { smallMultiples, type Panel } from '../../figures/smallMultiples';
import { byMethod, panelLabel, panelPoints, quantizerColor } from './quantizerPanels';
import type { LayerResponses } from './quantizerResponses';

/**
 * Each method's gradients at two bits or the fewest that it has, for weights of one output channel: to the weight itself, of
 * methods that freeze with half of the weights frozen, and beside it to each learned parameter.
 */
export function quantizerGradientFigure(layer: LayerResponses, text: FigureText): FigureDraft {
  const { weights } = layer.responses[0];
  const ends = [layer.channel[0], layer.channel[layer.channel.length - 1]].map((place) => weights[place]);
  const reach = 1.08 * Math.max(...ends.map(Math.abs));
  const methods = [...byMethod(layer).values()];
  return smallMultiples({
    ...text,
    alternativeText: `Gradients over weight for ${methods.length} methods, of weights of ${layer.layer}.`,
    horizontal: { name: 'Weight', range: [-reach, reach] },
    vertical: { name: 'Gradient' },
    panels: methods.flatMap((ofMethod) => [
      weightPanel(ofMethod.find(({ frozenShare = 1 }) => frozenShare < 1) ?? ofMethod[0], layer.sampled),
      ...parameterPanels(ofMethod[0], layer.sampled),
    ]),
  });
}

function weightPanel(
  { method, bits, frozenShare, weights, weightGradients }: QuantizerResponse,
  sampled: readonly number[],
): Panel {
  const gradients = sampled.map((place) => weightGradients[place]);
  const x = sampled.map((place) => weights[place]);
  return {
    title: panelLabel(
      method,
      `${frozenShare === undefined ? '' : ', half frozen'}, ${bits} bit${bits === 1 ? '' : 's'}`,
    ),
    traces: [panelPoints('to the weight', quantizerColor(method), x, gradients)],
    verticalRange: [-0.1, Math.max(1.1, ...gradients)],
  };
}

function parameterPanels(
  { method, bits, weights, parameters }: QuantizerResponse,
  sampled: readonly number[],
): Panel[] {
  const x = sampled.map((place) => weights[place]);
  return parameters.map(({ name, gradients }) => ({
    title: panelLabel(method, `, ${bits} bits: to ${name}`),
    traces: [panelPoints('to a learned parameter', '#000000', x, Array.from(gradients))],
  }));
}
