import { readFile } from 'node:fs/promises';
import { causeText } from '../common/causeText';
import { ExportError } from '../common/errors';
import type { RunNetwork } from '../experiments/networks/runNetwork';
import type { ModelInformation } from '../export/modelInformation';
import { decodeOnnx } from '../export/onnx/onnxFormat';
import { decodePacked } from '../export/packedFile';
import { assignPacked } from '../export/packedNetwork';
import type { PredictionInformation } from '../export/predictionInformation';
import { colorNormalization } from '../models/imageNormalization';
import { buildExported } from './exportedNetwork';
import { openOnnxSession } from './onnxSession';
import type { NamedOutputs } from './outputsInARow';
import { simulatedRunner } from './simulatedRunner';

/** A network out of an exported file, ready to be run. */
export interface ExportedModel {
  readonly file: string;
  readonly format: 'ONNX' | 'packed';
  readonly information: ModelInformation;
  readonly prediction: PredictionInformation;
  /** What the file's outputs mean; its weights are those of a packed file, and 0 for ONNX, which onnxruntime runs */
  readonly network: RunNetwork;
  /**
   * @param images - [B, H, W, 3] normalized
   * @param count - B
   * @returns the numbers of each output under its exported name, all images in a row
   */
  run(images: Float32Array, count: number): Promise<NamedOutputs>;
  dispose(): Promise<void>;
}

/**
 * Opens an exported file, of either format.
 * @throws ExportError when it is missing, truncated, altered, of another version or operator set, made for no prediction, or
 * its graph cannot be run
 * @throws CheckpointError when a packed file's header is damaged
 */
export async function openExportedModel(file: string): Promise<ExportedModel> {
  const bytes = await readModel(file);
  // safetensors files begin with the length of their header, and the header with a brace
  return bytes[8] === 0x7b ? openPacked(bytes, file) : openOnnx(bytes, file);
}

async function openOnnx(bytes: Uint8Array, file: string): Promise<ExportedModel> {
  const { information } = decodeOnnx(bytes, file);
  const prediction = predictionOf(information, file);
  const network = buildExported(information, file);
  try {
    const session = await openOnnxSession(bytes, file);
    return {
      ...{ file, format: 'ONNX', information, prediction, network },
      run: (images, count) => session.run(images, count),
      async dispose() {
        network.dispose();
        await session.release();
      },
    };
  } catch (error) {
    network.dispose();
    throw error;
  }
}

function openPacked(bytes: Uint8Array, file: string): ExportedModel {
  const model = decodePacked(bytes, file);
  const { information } = model;
  const prediction = predictionOf(information, file);
  const network = buildExported(information, file);
  try {
    const simulate = simulatedRunner(network, assignPacked(network, model));
    return {
      ...{ file, format: 'packed', information, prediction, network },
      run: (images) => Promise.resolve(simulate(images)),
      dispose() {
        network.dispose();
        return Promise.resolve();
      },
    };
  } catch (error) {
    network.dispose();
    throw error;
  }
}

function predictionOf({ prediction }: ModelInformation, file: string): PredictionInformation {
  const refuse = (field: string, found: string, expected: string): never => {
    const remedy = 'Export the model of a trained run again.';
    throw new ExportError({ file, field, found, expected, remedy });
  };
  if (prediction === undefined) return refuse('prediction', 'nothing', 'what poses are found by');
  for (const key of ['mean', 'deviation'] as const) {
    const [found, expected] = [prediction.input[key], colorNormalization[key]].map((values) =>
      values.join(', '),
    );
    if (found !== expected) refuse(`prediction.input.${key}`, found, expected);
  }
  return prediction;
}

async function readModel(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const remedy = 'Check the path, or export the model again.';
    throw new ExportError({ file, found: causeText(cause), expected: 'an exported model', remedy });
  }
}
