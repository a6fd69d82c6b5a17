import {
  quantizationMethods,
  type QuantizationMethod,
} from '../../../quantizers/methods/quantizationMethods';
import type { QuantizerResponse } from '../../../quantizers/quantizerResponse';
import type { ScatterTrace } from '../../figures/figure';
import { methodStyles, type LineDash, type MethodName } from '../../figures/palette';
import type { LayerResponses } from './quantizerResponses';

/** Of methods whose family has no color of its own. */
const neutralColor = '#882255';

/** Of what a figure shows for comparison, such as weights before they are quantized. */
export const referenceColor = '#999999';

/** @returns the color of a method: that of the method which its name begins with, such as LSQ for `lsqPerChannel` */
export function quantizerColor(method: QuantizationMethod): string {
  const family = (Object.keys(methodStyles) as MethodName[]).find((name) => method.startsWith(name));
  return family === undefined ? neutralColor : methodStyles[family].color;
}

/** @returns responses by method, in the order of the table of methods */
export function byMethod({ responses }: LayerResponses): Map<QuantizationMethod, QuantizerResponse[]> {
  const groups = new Map<QuantizationMethod, QuantizerResponse[]>();
  for (const response of responses)
    groups.set(response.method, [...(groups.get(response.method) ?? []), response]);
  return groups;
}

/** @returns a method's label in lines short enough for a small panel */
export function panelLabel(method: QuantizationMethod, addition = ''): string {
  const words = `${quantizationMethods[method].label}${addition}`.split(' ');
  const lines = [''];
  for (const word of words) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (longer.length > 30) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.join('<br>');
}

/** How a line of a panel is drawn. */
export interface PanelLine {
  /** The same in all panels, for the legend */
  readonly name: string;
  readonly color: string;
  readonly dash: LineDash;
  readonly width: number;
}

/** @returns points, for values that jump from one weight to the next */
export function panelPoints(
  name: string,
  color: string,
  x: readonly number[],
  y: readonly number[],
): ScatterTrace {
  return { type: 'scatter', mode: 'markers', name, x, y, marker: { color, size: 4 }, hoverinfo: 'skip' };
}

/** @returns a line through points */
export function panelLine(
  { name, color, dash, width }: PanelLine,
  x: readonly number[],
  y: readonly number[],
): ScatterTrace {
  return { type: 'scatter', mode: 'lines', name, x, y, line: { color, dash, width }, hoverinfo: 'skip' };
}
