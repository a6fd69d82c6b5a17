import type { WdrNetwork } from '../models/wdr';
import { tf } from '../tensor/engine';

/** Weights of a network by closed formulas, so that a reference needs no file of weights. */
export interface FormulaWeights {
  /** Added to the argument of the sine that the convolutions' weights are */
  readonly phase: number;
  /** Number l of each layer by name; a layer without one is filled with NaN, unless its formula needs no number */
  readonly layerNumbers: ReadonlyMap<string, number>;
}

/** What entry i of a tensor of layer l holds; `scale` is sqrt(3 / fan-in) of a convolution. */
type Formula = (i: number, l: number, scale: number, phase: number) => number;

const parameterFormulas: Readonly<Record<string, Formula>> = {
  weight: (i, l, scale, phase) => Math.sin(0.7 * i + 1.3 * l + phase) * scale,
  bias: (i, l) => 0.1 * Math.cos(i + l),
  gain: (i, l) => 1 + 0.2 * Math.sin(i + l),
  offset: (i, l) => 0.1 * Math.cos(0.5 * i + l),
  scale: () => 1,
};

const meanFormula: Formula = (i, l) => 0.05 * Math.sin(2 * i + l);
const varianceFormula: Formula = (i, l) => 1 + 0.3 * Math.cos(i + l);

/** Fills parameters and running statistics; entry numbers of convolutions count in OIHW order. */
export function assignFormulaWeights(network: WdrNetwork, { phase, layerNumbers }: FormulaWeights): void {
  for (const { layer, role, variable } of network.parameters) {
    assign(variable, parameterFormulas[role], layerNumbers.get(layer) ?? NaN, phase);
  }
  for (const { name, variable } of network.statistics) {
    const layer = name.slice(0, name.lastIndexOf('.'));
    const formula = name.endsWith('running_mean') ? meanFormula : varianceFormula;
    assign(variable, formula, layerNumbers.get(layer) ?? NaN, phase);
  }
}

function assign(variable: tf.Variable, formula: Formula, layerNumber: number, phase: number): void {
  const { size, shape } = variable;
  const scale = Math.sqrt(3 / (size / shape[shape.length - 1]));
  const values = Float32Array.from({ length: size }, (_, i) => formula(i, layerNumber, scale, phase));
  tf.tidy(() => {
    if (shape.length !== 4) {
      variable.assign(tf.tensor(values, shape));
      return;
    }
    const [height, width, inputs, outputs] = shape;
    const oihw = tf.tensor4d(values, [outputs, inputs, height, width]);
    variable.assign(tf.transpose(oihw, [2, 3, 1, 0])); // [O, I, H, W] -> [H, W, I, O]
  });
}
