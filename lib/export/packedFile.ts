/*
 * A quantized network as a safetensors file of the size that its bits take: codes packed without gaps, scales, zero points,
 * and everything else at 32 bits. Levels are stored where scale, zero point and law do not give them to the bit.
 */
import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from '../common/atomicFile';
import { causeText } from '../common/causeText';
import { ExportError } from '../common/errors';
import {
  decodeSafetensors,
  encodeSafetensors,
  type StoredTensor,
  type TensorMap,
} from '../common/safetensors';
import { tableOf } from '../quantizers/foldedCodes';
import type { LevelTable, WeightCodes } from '../quantizers/weightCodes';
import { packCodes, packedBytes, unpackCodes } from './codePacking';
import type { ExportContent, FloatTensor } from './exportContent';
import type { ModelInformation } from './modelInformation';
import {
  damagedPart,
  decodeManifest,
  encodeManifest,
  tensorChecksum,
  type PackedLayer,
} from './packedFormat';

/** A model as a packed file holds it. */
export interface PackedModel extends ExportContent {
  readonly information: ModelInformation;
}

const parts = (layer: string) => ({
  codes: `${layer}.weight.codes`,
  scales: `${layer}.weight.scales`,
  zeroPoints: `${layer}.weight.zero_points`,
  levels: `${layer}.weight.levels`,
});

/** @returns the bytes of a packed file; equal content gives equal bytes */
export function encodePacked({ information, layers, activations, floats }: PackedModel): Uint8Array {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { shape, values }] of floats) tensors.set(name, { dtype: 'F32', shape, data: values });
  for (const codes of layers) addLayer(tensors, codes);
  return encodeSafetensors(
    tensors,
    encodeManifest({
      information,
      layers: layers.map(packedLayer),
      activations: Object.fromEntries(activations),
      checksums: Object.fromEntries(
        [...tensors].map(([name, tensor]) => [name, tensorChecksum(name, tensor)]),
      ),
    }),
  );
}

/**
 * Reads the bytes of a packed file.
 * @param file - name of the file, for messages
 * @throws ExportError when it is of another version, or damaged: naming the tensor and its checksum
 * @throws CheckpointError when it is no safetensors file, or its header is damaged
 */
export function decodePacked(bytes: Uint8Array, file: string): PackedModel {
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  const manifest = decodeManifest(metadata, file);
  checkTensors(tensors, manifest.checksums, file);
  const layers = manifest.layers.map((layer) => unpackLayer(layer, tensors, file));
  const ofLayers = new Set(layers.flatMap(({ layer }) => Object.values(parts(layer))));
  const floats = [...tensors]
    .filter(([name]) => !ofLayers.has(name))
    .map(([name, tensor]): [string, FloatTensor] => {
      if (tensor.dtype !== 'F32') throw damagedPart(file, name, tensor.dtype, 'F32');
      return [name, { shape: tensor.shape, values: tensor.data }];
    });
  return {
    information: manifest.information,
    layers,
    activations: new Map(Object.entries(manifest.activations)),
    floats: new Map(floats),
  };
}

/** Writes a packed file: whole, or not at all. */
export async function writePacked(file: string, model: PackedModel): Promise<void> {
  await writeFileAtomically(file, encodePacked(model));
}

/**
 * Reads a packed file.
 * @throws ExportError or CheckpointError, as {@link decodePacked}, and when the file cannot be read
 */
export async function readPacked(file: string): Promise<PackedModel> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    const remedy = 'Check the path, or export the model again.';
    throw new ExportError({ file, found: causeText(cause), expected: 'a packed model', remedy });
  }
  return decodePacked(bytes, file);
}

function packedLayer({ layer, method, bits, law, lowestCode, values, shape }: WeightCodes): PackedLayer {
  return { layer, method, bits, law, lowestCode, levels: values[0].length, shape };
}

function addLayer(tensors: Map<string, StoredTensor>, codes: WeightCodes): void {
  const { layer, scales, zeroPoints, values, lowestCode } = codes;
  const names = parts(layer);
  const levels = values[0].length;
  const places = new Uint8Array(codes.codes.length);
  for (let index = 0; index < places.length; index++) places[index] = codes.codes[index] - lowestCode;
  const packed = packCodes(places, levels);
  tensors.set(names.codes, { dtype: 'U8', shape: [packed.length], data: packed });
  tensors.set(names.scales, { dtype: 'F32', shape: [scales.length], data: scales });
  if (zeroPoints.some((point) => point !== 0)) {
    tensors.set(names.zeroPoints, { dtype: 'I32', shape: [zeroPoints.length], data: zeroPoints });
  }
  const lawful = tableOf(codes, levels, scales, zeroPoints).values;
  if (values.every((row, index) => row.every((value, place) => value === lawful[index][place]))) return;
  const data = Float32Array.from(values.flatMap((row) => Array.from(row)));
  tensors.set(names.levels, { dtype: 'F32', shape: [values.length, levels], data });
}

function unpackLayer(packed: PackedLayer, tensors: TensorMap, file: string): WeightCodes {
  const { layer, method, bits, lowestCode, levels, shape } = packed;
  const names = parts(layer);
  const bytes = typed(tensors, names.codes, 'U8', file);
  const count = shape.reduce((product, size) => product * size, 1);
  const wanted = packedBytes(count, levels);
  if (bytes.length !== wanted) {
    throw damagedPart(file, names.codes, `${bytes.length} bytes`, `${wanted} for ${count} codes`);
  }
  const places = unpackCodes(bytes, count, levels);
  const highestCode = lowestCode + levels - 1;
  const codes = highestCode > 127 ? new Uint8Array(count) : new Int8Array(count);
  for (let index = 0; index < count; index++) codes[index] = lowestCode + places[index];
  return { ...tableOfLayer(packed, tensors, file), ...{ layer, method, bits, shape, codes } };
}

function tableOfLayer(packed: PackedLayer, tensors: TensorMap, file: string): LevelTable {
  const names = parts(packed.layer);
  const scales = typed(tensors, names.scales, 'F32', file);
  const zeroPoints = tensors.has(names.zeroPoints)
    ? typed(tensors, names.zeroPoints, 'I32', file)
    : new Int32Array(scales.length);
  const table = tableOf(packed, packed.levels, scales, zeroPoints);
  if (!tensors.has(names.levels)) return table;
  const stored = typed(tensors, names.levels, 'F32', file);
  const row = (index: number) => stored.slice(index * packed.levels, (index + 1) * packed.levels);
  return { ...table, values: Array.from(scales, (_, index) => row(index)) };
}

/** The arrays that parts of a layer are stored as. */
interface PartArrays {
  readonly U8: Uint8Array;
  readonly F32: Float32Array;
  readonly I32: Int32Array;
}

function typed<T extends keyof PartArrays>(
  tensors: TensorMap,
  name: string,
  dtype: T,
  file: string,
): PartArrays[T] {
  const tensor = tensors.get(name);
  if (tensor?.dtype === dtype) return tensor.data as PartArrays[T];
  throw damagedPart(file, `tensor ${name}`, tensor?.dtype ?? 'nothing', dtype);
}

function checkTensors(tensors: TensorMap, checksums: Readonly<Record<string, string>>, file: string): void {
  for (const name of Object.keys(checksums)) {
    if (!tensors.has(name)) throw damagedPart(file, `tensor ${name}`, 'nothing', 'the tensor');
  }
  for (const [name, tensor] of tensors) {
    const actual = tensorChecksum(name, tensor);
    const stated = Object.hasOwn(checksums, name) ? checksums[name] : 'no such tensor';
    if (actual !== stated) throw damagedPart(file, `tensor ${name}`, `CRC-32 ${actual}`, stated);
  }
}
