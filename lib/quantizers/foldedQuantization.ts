/*
 * A quantized network as it is exported, its batch normalizations folded into the layers before them. Folding multiplies each
 * output channel with a factor of its own. Either the scales take the factors in, one scale a channel, and the codes stay as
 * they were trained; or, where an engine has one scale a layer, the folded weights are quantized anew, which costs accuracy
 * (Krishnamoorthi, arXiv 1806.08342, section 3.1.3; Nagel et al., arXiv 1906.04721, section 2).
 */
import {
  channelMaps,
  foldedWeights,
  type ChannelMap,
  type LayerNumbers,
} from '../models/batchNormalizationFolding';
import type { ModularNetwork, PrecisionPolicy } from '../models/modularNetwork';
import { tf } from '../tensor/engine';
import { binaryQuantizer } from './methods/binary';
import { foldCodes } from './foldedCodes';
import { weightsOf } from './layerWeights';
import { postTrainingQuantizer } from './methods/postTraining';
import type { Quantization } from './quantization';
import { decodeWeights, type WeightCodes } from './weightCodes';
import type { WeightQuantizer } from './weightQuantizer';

/**
 * How quantized weights are folded: their codes kept, with a scale an output channel, or quantized anew with one scale a
 * layer, of least squared error.
 */
export type FoldingRule = 'codes kept' | 'requantized';

/** A layer of a folded network. */
export interface FoldedLayer extends LayerNumbers {
  /** Of its weights; undefined where they are at full precision */
  readonly codes?: WeightCodes;
}

/**
 * Folds the batch normalizations of a quantized network into its simulated weights.
 * @returns the numbers of every layer, in the network's order, as `assignFolded` takes them
 * @throws NumericalError naming a layer that is not quantized to the end, or whose numbers cannot be folded
 */
export function foldQuantization(
  network: ModularNetwork<unknown>,
  { quantizers }: Pick<Quantization, 'quantizers'>,
  rule: FoldingRule,
): FoldedLayer[] {
  const maps = new Map(channelMaps(network).map((map) => [map.layer, map]));
  const byLayer = new Map(quantizers.map((quantizer) => [quantizer.layer, quantizer]));
  return network.layers.map(({ name }) => {
    const map = maps.get(name);
    const bias = map && { bias: map.bias };
    const codes = byLayer.get(name)?.codes();
    if (codes === undefined) {
      const weights = Float32Array.from(weightsOf(network, name).dataSync() as Float32Array);
      return { layer: name, weights: map === undefined ? weights : foldedWeights(weights, map), ...bias };
    }
    const folded = rule === 'codes kept' ? keptCodes(codes, map) : requantizedCodes(codes, map);
    return { layer: name, weights: decodeWeights(folded), codes: folded, ...bias };
  });
}

/**
 * The precision that a folded network runs with: its weights are what they are, its inputs are quantized as before.
 * @param quantization - of the network before it was folded; it must live on
 */
export function foldedPrecision(quantization: Quantization): PrecisionPolicy {
  const inputs = quantization.activationQuantizers;
  return {
    variables: inputs.flatMap(({ trained, state }) => [...trained, ...state].map(({ variable }) => variable)),
    weights: (_layer, weights) => weights,
    activations: (layer, input) => quantization.activations(layer, input),
  };
}

function keptCodes(codes: WeightCodes, map: ChannelMap | undefined): WeightCodes {
  return map === undefined ? codes : foldCodes(codes, map.factors);
}

/** Layers that have one scale already and no normalization keep their codes. */
function requantizedCodes(codes: WeightCodes, map: ChannelMap | undefined): WeightCodes {
  if (map === undefined && codes.scales.length === 1) return codes;
  const simulated = decodeWeights(codes);
  const folded = map === undefined ? simulated : foldedWeights(simulated, map);
  const weights = tf.tidy(() => tf.variable(tf.tensor(folded, [...codes.shape], 'float32'), false));
  let quantizer: WeightQuantizer | undefined;
  try {
    quantizer = quantizerOf(codes, weights);
    return quantizer.codes();
  } finally {
    quantizer?.dispose();
    weights.dispose();
  }
}

/** One scale a layer, at the width that the layer had. */
function quantizerOf({ layer, bits }: WeightCodes, weights: tf.Variable): WeightQuantizer {
  return bits === 1
    ? binaryQuantizer('binary', layer, weights, 'tensor')
    : postTrainingQuantizer('postTrainingLeastSquares', layer, weights, bits, {
        ...{ scale: 'leastSquares', granularity: 'tensor' },
      });
}
