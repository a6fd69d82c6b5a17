import { InferenceSession, Tensor } from 'onnxruntime-node';
import { causeText } from '../common/causeText';
import { ExportError } from '../common/errors';
import { imagesName } from '../export/onnx/onnxExport';
import type { NamedOutputs } from './outputsInARow';

/** Runs an exported graph. */
export interface OnnxSession {
  /**
   * @param images - [B, H, W, 3] normalized, any B: the graph's batch is filled up
   * @param count - B
   * @returns the numbers of each output, all images in a row
   */
  run(images: Float32Array, count: number): Promise<NamedOutputs>;
  release(): Promise<void>;
}

/**
 * Loads a graph into onnxruntime.
 * @param file - name of the file, for messages
 * @throws ExportError with what the runtime says, such as the operator that it does not know
 */
export async function openOnnxSession(
  bytes: Uint8Array,
  file: string,
  options: InferenceSession.SessionOptions = {},
): Promise<OnnxSession> {
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(bytes, { logSeverityLevel: 3, ...options });
  } catch (cause) {
    const remedy = 'Export the model for another operator set, or run it with a newer onnxruntime.';
    const expected = 'a graph that onnxruntime can run';
    throw new ExportError({ file, field: 'graph', found: causeText(cause), expected, remedy });
  }
  const shape = inputShape(session);
  const imageLength = shape.slice(1).reduce((product, size) => product * size, 1);
  const [batch] = shape;
  const runBatch = async (images: Float32Array) => {
    const filled = new Float32Array(batch * imageLength);
    filled.set(images);
    const outputs = await session.run({ [imagesName]: new Tensor('float32', filled, shape) });
    return Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array] as const);
  };
  return {
    async run(images, count) {
      const parts = new Map<string, Float32Array[]>();
      for (let first = 0; first < count; first += batch) {
        const chunk = images.subarray(first * imageLength, (first + batch) * imageLength);
        const filled = Math.min(batch, count - first);
        for (const [name, values] of await runBatch(chunk)) {
          const own = values.subarray(0, (values.length / batch) * filled);
          parts.set(name, [...(parts.get(name) ?? []), own]);
        }
      }
      return Object.fromEntries([...parts].map(([name, own]) => [name, inARow(own)]));
    },
    release: () => session.release(),
  };
}

function inputShape(session: InferenceSession): number[] {
  const [input] = session.inputMetadata;
  return input.isTensor ? input.shape.map(Number) : [];
}

function inARow(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
