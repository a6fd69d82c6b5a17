import { ConfigurationError } from '../../../common/errors';
import type { AccuracySensitivity } from '../../../experiments/sensitivity/partAccuracy';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import type { RunSensitivity } from '../../../experiments/sensitivity/runSensitivity';
import { rankCorrelation } from '../../../metrics/rankCorrelation';
import { layerImportance } from '../../../sensitivity/importance';
import { inPercent } from './accuracySensitivityFigure';
import { differenceText, measuredText } from '../../tables/measuredText';

/** What the verdict looks at: what was predicted, and what was measured at the same width. */
export interface SensitivityFindings {
  readonly predicted: RunSensitivity;
  /** Among those that the sensitivity was measured for */
  readonly bits: number;
  readonly measured: AccuracySensitivity;
  readonly profile: ProfileName;
}

/**
 * Says in Markdown which layers cost accuracy, and whether the importance from their Hessian ranks them as accuracy does.
 * @throws ConfigurationError when the sensitivity was not measured for the width
 */
export function sensitivityVerdict({
  predicted: { layers, identity },
  bits,
  measured,
  profile,
}: SensitivityFindings): string {
  const { parts, unquantized, quantized } = measured;
  const losses = parts.map(({ part, alone }) => ({ part, ...inPercent(alone.fromUnquantized) }));
  const costly = losses.filter(({ high }) => high < 0);
  const worst = [...losses].sort((a, b) => a.value - b.value).slice(0, 3);
  const importance = layerImportance(layers);
  const place = placeOf(bits, identity.widths);
  const correlation = rankCorrelation(
    parts.map(({ part }) => importance[part][place]),
    losses.map(({ value }) => -value),
  );
  const accuracy = [unquantized, quantized].map((one) => measuredText(inPercent(one.accuracy)));
  return [
    `**Verdict.** Every layer at ${bits} bits, without training: ${accuracy[1]} % instead of ${accuracy[0]} %.`,
    '',
    `- **Which layers cost accuracy:** alone at ${bits} bits, ${costly.length} of ${losses.length} layers lose ` +
      `more than the interval allows for chance. The largest changes, points: ` +
      `${worst.map((one) => `\`${one.part}\` ${differenceText(one)}`).join(', ')}.`,
    `- **Does the Hessian know:** rank correlation of the predicted importance (mean trace times squared error of the ` +
      `weights) with the loss measured, over ${losses.length} layers: ` +
      `${correlation === undefined ? 'none, for no layer differs' : correlation.toFixed(2).replace('-', '−')}.`,
    ...(profile === 'smoke'
      ? ['- **Smoke: no verdict.**']
      : ['- One network, one seed: a description, no test.']),
  ].join('\n');
}

function placeOf(bits: number, widths: readonly number[]): number {
  const place = widths.indexOf(bits);
  if (place >= 0) return place;
  throw new ConfigurationError({
    field: 'bits',
    found: String(bits),
    expected: `one of ${widths.join(', ')}, which the sensitivity was measured for`,
    remedy: 'Choose one of these, or measure the sensitivity for this width too.',
  });
}
