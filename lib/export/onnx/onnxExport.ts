/*
 * A network as an ONNX graph: its forward pass is traced and each operation translated. Weights are stored as integers of the
 * narrowest type that holds their codes and made numbers again by DequantizeLinear; inputs of layers go through QuantizeLinear
 * and DequantizeLinear.
 */
import { ExportError } from '../../common/errors';
import type { ModularNetwork } from '../../models/modularNetwork';
import { foldQuantization, type FoldingRule } from '../../quantizers/foldedQuantization';
import type { Quantization } from '../../quantizers/quantization';
import type { ModelInformation } from '../modelInformation';
import type { ValueRange } from './integerConvolution';
import { GraphWriter } from './graphWriter';
import { encodeOnnx, type OnnxContent } from './onnxFormat';
import { encodeGraph, type OnnxGraph } from './onnxModel';
import { TracedValues } from './tracedValues';
import { tracePass } from './tracing';
import { translate } from './translation';

/** How a network is exported. */
export interface OnnxOptions {
  readonly information: ModelInformation;
  /** Of the images or crops that the network takes, px */
  readonly imageWidth: number;
  readonly imageHeight: number;
  /** Images that the exported graph takes at a time; 1 where it is missing */
  readonly batch?: number;
  /** Undefined for full precision */
  readonly quantization?: Pick<Quantization, 'quantizers' | 'activationQuantizers'> | undefined;
  /** How batch normalizations are folded into the layers before them; they stay where it is missing */
  readonly folding?: FoldingRule | undefined;
  /**
   * Ranges of the outputs of layers, by name, see `layerOutputs`. Layers that have one, a quantized input and uniform codes around
   * 0 multiply integers of 8 bits, for runtimes that are faster at it; their outputs are rounded to 8 bits too.
   */
  readonly outputRanges?: ReadonlyMap<string, ValueRange> | undefined;
  /** Whether what convolutions give is put out too, as `layer NAME`, [B, C, H, W], to find its ranges */
  readonly layerOutputs?: boolean;
  /** Of operators: 25, or 21, which has no integers of 2 bits */
  readonly opset?: OnnxOpset;
}

/** Operator sets that can be written, with the version of the format that brought them. */
export const irVersions = { 21: 10, 25: 13 } as const;

export type OnnxOpset = keyof typeof irVersions;

/** Name of the graph's input: normalized images, [B, H, W, 3]. */
export const imagesName = 'images';

/**
 * Exports a network. Its outputs are named by their place in what the forward pass returns: `output.0.logits` are the logits
 * of the first level, a lone output is `output`; shapes are those of the forward pass.
 * @returns the bytes of the file
 * @throws ExportError naming an operation that has no translation, or for another operator set
 * @throws NumericalError naming a layer that is not quantized to the end
 */
export function exportOnnx(network: ModularNetwork<unknown>, options: OnnxOptions): Uint8Array {
  const {
    quantization,
    folding,
    opset = 25,
    batch = 1,
    outputRanges = new Map<string, ValueRange>(),
    layerOutputs = false,
    imageWidth,
    imageHeight,
    information,
  } = options;
  checkOpset(opset);
  const quantizers = quantization?.quantizers ?? [];
  const grids = (quantization?.activationQuantizers ?? []).map(
    (quantizer) => [quantizer.layer, quantizer.grid()] as const,
  );
  const folded = folding === undefined ? [] : foldQuantization(network, { quantizers }, folding);
  const codes = folding === undefined ? quantizers.map((quantizer) => quantizer.codes()) : [];
  const trace = tracePass(
    network,
    [batch, imageHeight, imageWidth, 3],
    quantizers.map(({ layer }) => layer),
    grids.map(([layer]) => layer),
  );
  const graph = new GraphWriter();
  const values = new TracedValues(
    graph,
    trace,
    {
      opset,
      outputRanges,
      codes: new Map(codes.map((layer) => [layer.layer, layer])),
      grids: new Map(grids),
      folded: new Map(folded.map((layer) => [layer.layer, layer])),
    },
    imagesName,
  );
  for (const operation of trace.recording.operations) translate(values, operation);
  const outputs = Object.entries(trace.recording.outputs).map(([name, reference]) => {
    graph.node('Identity', [values.plain(reference)], {}, [name]);
    return {
      name,
      shape: values.value(reference).shape,
      documentation: `${information.architecture}: ${name}`,
    };
  });
  if (layerOutputs) {
    for (const [layer, { name, shape }] of values.layerOutputs) {
      const [images, rows, columns, channels] = shape;
      graph.node('Identity', [name], {}, [`layer ${layer}`]);
      outputs.push({
        name: `layer ${layer}`,
        shape: [images, channels, rows, columns],
        documentation: `what ${layer} gives`,
      });
    }
  }
  const content: OnnxContent = {
    ...{ information, opset, irVersion: irVersions[opset] },
    widths: Object.fromEntries(
      quantizers.map(({ layer, bits }) => [layer, { bits, storedBits: values.storedBits.get(layer) ?? 32 }]),
    ),
    outputs: outputs.map(({ name }) => name),
    graph: encodeGraph(wholeGraph(graph, options, batch, outputs)),
  };
  return encodeOnnx(content);
}

function wholeGraph(
  { nodes, initializers }: GraphWriter,
  { imageWidth, imageHeight, information }: OnnxOptions,
  batch: number,
  outputs: OnnxGraph['outputs'],
): OnnxGraph {
  const images = {
    name: imagesName,
    shape: [batch, imageHeight, imageWidth, 3],
    documentation: 'Normalized images: batch, rows, columns, colors.',
  };
  return { name: information.architecture, nodes, initializers, inputs: [images], outputs };
}

function checkOpset(opset: number): void {
  if (Object.hasOwn(irVersions, opset)) return;
  throw new ExportError({
    field: 'opset',
    found: String(opset),
    expected: `one of ${Object.keys(irVersions).join(', ')}`,
    remedy: 'Choose 25, or 21 for a runtime that is older.',
  });
}
