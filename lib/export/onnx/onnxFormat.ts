import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { causeText } from '../../common/causeText';
import { ExportError } from '../../common/errors';
import { informationSchema } from '../informationSchema';
import type { ModelInformation } from '../modelInformation';
import { encodeModel } from './onnxModel';
import { protobufFields, type ProtobufField } from './protobufFields';

/** Width of a layer's weights as they were quantized, and as they are stored. */
export interface StoredWidth {
  readonly bits: number;
  readonly storedBits: number;
}

/** What an exported ONNX file holds. */
export interface OnnxContent {
  readonly information: ModelInformation;
  readonly opset: number;
  readonly irVersion: number;
  /** Of quantized layers, by name */
  readonly widths: Readonly<Record<string, StoredWidth>>;
  /** Names of the outputs */
  readonly outputs: readonly string[];
  /** A serialized GraphProto */
  readonly graph: Uint8Array;
}

/** Operator sets that a file may have. */
const opsets = [21, 25];

/** Of what the metadata say; a reader reads its own version only. */
export const onnxMetadataVersion = 2;

const descriptionSchema = z.strictObject({
  information: informationSchema,
  widths: z.record(z.string(), z.strictObject({ bits: z.number(), storedBits: z.number() })),
  outputs: z.array(z.string()),
});

/** Keys of the file's metadata. */
const keys = { version: 'mqat_version', description: 'mqat', checksum: 'mqat_crc32' } as const;

/** @returns the bytes of a file */
export function encodeOnnx({
  information,
  opset,
  irVersion,
  widths,
  outputs,
  graph,
}: OnnxContent): Uint8Array {
  const description = JSON.stringify({ information, widths, outputs });
  const version = String(onnxMetadataVersion);
  const metadata = new Map([
    [keys.version, version],
    [keys.description, description],
    [keys.checksum, checksum(`${version} ${irVersion} ${opset} ${description}`, graph)],
  ]);
  return encodeModel(graph, { irVersion, opset, producerVersion: information.codeVersion, metadata });
}

/**
 * Reads the bytes of an exported file.
 * @param file - name of the file, for messages
 * @throws ExportError when it is truncated, altered, not exported by this library, or of another operator set
 */
export function decodeOnnx(bytes: Uint8Array, file: string): OnnxContent {
  const { graph, metadata, opset, irVersion } = readModel(bytes, file);
  if (!opsets.includes(opset))
    throw problem(file, 'opset_import', `operator set ${opset}`, `one of ${opsets.join(', ')}`);
  const version = metadata.get(keys.version);
  if (version !== String(onnxMetadataVersion)) {
    const found = version === undefined ? 'no version of metadata' : `version ${version}`;
    throw problem(file, keys.version, found, `version ${onnxMetadataVersion}, which this reader reads`);
  }
  const description = metadata.get(keys.description) ?? '';
  const [stated, actual] = [
    metadata.get(keys.checksum),
    checksum(`${version} ${irVersion} ${opset} ${description}`, graph),
  ];
  if (stated !== actual)
    throw problem(file, 'graph', `CRC-32 ${actual}`, stated ?? `a checksum in the metadata`);
  const outcome = descriptionSchema.safeParse(parseJson(description, file));
  if (outcome.success) {
    const producerVersion = outcome.data.information.codeVersion;
    const whole = encodeModel(graph, { irVersion, opset, producerVersion, metadata });
    if (!Buffer.from(whole).equals(bytes))
      throw problem(file, 'model', 'other bytes around the graph', 'those that were written');
    return { ...outcome.data, opset, irVersion, graph };
  }
  const { path, message } = outcome.error.issues[0];
  throw problem(file, [keys.description, ...path.map(String)].join('.'), 'metadata that do not fit', message);
}

type RawModel = Pick<OnnxContent, 'graph' | 'opset' | 'irVersion'> & {
  readonly metadata: Map<string, string>;
};

function readModel(bytes: Uint8Array, file: string): RawModel {
  try {
    const model = fieldsOf(bytes);
    const entries = (model.get(14) ?? []).map((entry): [string, string] => {
      const text = fieldsOf(bytesOf(entry));
      return [textOf(text.get(1)), textOf(text.get(2))];
    });
    const operatorSet = fieldsOf(bytesOf(last(model.get(8))));
    return {
      irVersion: Number(last(model.get(1))),
      graph: new Uint8Array(bytesOf(last(model.get(7)))),
      opset: Number(last(operatorSet.get(2))),
      metadata: new Map(entries),
    };
  } catch (cause) {
    throw problem(file, 'protobuf', causeText(cause), 'a whole ONNX model');
  }
}

type FieldValue = ProtobufField['value'];

/** Values of a message by the number of their field. */
function fieldsOf(bytes: Uint8Array): Map<number, FieldValue[]> {
  const fields = new Map<number, FieldValue[]>();
  for (const { number, value } of protobufFields(bytes)) {
    const values = fields.get(number);
    if (values === undefined) fields.set(number, [value]);
    else values.push(value);
  }
  return fields;
}

/** The last of a field's values holds; one that is missing is 0, or empty. */
function last(values: readonly FieldValue[] = []): FieldValue {
  return values.length === 0 ? 0n : values[values.length - 1];
}

function bytesOf(value: FieldValue): Uint8Array {
  if (value === 0n) return new Uint8Array();
  if (typeof value === 'bigint') throw new RangeError(`the number ${value} in place of bytes`);
  return value;
}

function textOf(values: readonly FieldValue[] | undefined): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytesOf(last(values)));
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw problem(file, keys.description, causeText(cause), 'JSON');
  }
}

function checksum(header: string, graph: Uint8Array): string {
  return crc32(graph, crc32(header)).toString(16).padStart(8, '0');
}

function problem(file: string, field: string, found: string, expected: string): ExportError {
  const remedy = 'Restore the file, or export the model again.';
  return new ExportError({ file, field, found, expected, remedy });
}
