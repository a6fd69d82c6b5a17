import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { causeText } from '../common/causeText';
import { ExportError } from '../common/errors';
import type { StoredTensor } from '../common/safetensors';
import type { ActivationGrid } from '../quantizers/activations/activationQuantizer';
import type { LevelLaw } from '../quantizers/weightCodes';
import { informationSchema } from './informationSchema';
import type { ModelInformation } from './modelInformation';

/** Of the layout of the file; a reader reads its own version only. */
export const packedVersion = 2;

/** Keys of the file's metadata. */
export const metadataKeys = {
  version: 'mqat_packed_version',
  manifest: 'manifest',
  checksum: 'manifest_crc32',
} as const;

/** How a layer's codes are to be read. */
export interface PackedLayer {
  readonly layer: string;
  readonly method: string;
  readonly bits: number;
  readonly law: LevelLaw;
  readonly lowestCode: number;
  /** How many levels there are: codes are packed by it */
  readonly levels: number;
  readonly shape: readonly number[];
}

/** All that a packed file says beside its tensors. */
export interface PackedManifest {
  readonly information: ModelInformation;
  readonly layers: readonly PackedLayer[];
  /** Of the inputs of layers, by layer */
  readonly activations: Readonly<Record<string, ActivationGrid>>;
  /** CRC-32 of each tensor, see {@link tensorChecksum} */
  readonly checksums: Readonly<Record<string, string>>;
}

const whole = z.number().int();
const manifestSchema = z.strictObject({
  information: informationSchema,
  layers: z.array(
    z.strictObject({
      layer: z.string(),
      method: z.string(),
      bits: whole.min(1).max(8),
      law: z.enum(['uniform', 'powersOfTwo', 'binary']),
      lowestCode: whole,
      levels: whole.min(1).max(256),
      shape: z.array(whole.min(0)),
    }),
  ),
  activations: z.record(
    z.string(),
    z.strictObject({
      bits: whole,
      scale: z.number(),
      zeroPoint: whole,
      lowestCode: whole,
      highestCode: whole,
    }),
  ),
  checksums: z.record(z.string(), z.string()),
});

/** @returns CRC-32 of a tensor: of its name, element type and shape, then its bytes */
export function tensorChecksum(name: string, { dtype, shape, data }: StoredTensor): string {
  const start = crc32(JSON.stringify([name, dtype, shape]));
  return hexadecimal(crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start));
}

/** @returns a file's metadata */
export function encodeManifest(manifest: PackedManifest): Map<string, string> {
  const text = JSON.stringify(manifest);
  return new Map([
    [metadataKeys.version, String(packedVersion)],
    [metadataKeys.manifest, text],
    [metadataKeys.checksum, hexadecimal(crc32(text))],
  ]);
}

/** @throws ExportError when the file is of another version, or its manifest is missing or damaged */
export function decodeManifest(metadata: ReadonlyMap<string, string>, file: string): PackedManifest {
  const version = metadata.get(metadataKeys.version);
  if (version !== String(packedVersion)) {
    throw new ExportError({
      file,
      field: metadataKeys.version,
      found: version === undefined ? 'no version of a packed model' : `version ${version}`,
      expected: `version ${packedVersion}, which this reader reads`,
      remedy: 'Read it with the code that wrote it, or export the model again.',
    });
  }
  const text = metadata.get(metadataKeys.manifest) ?? '';
  const stated = metadata.get(metadataKeys.checksum);
  const actual = hexadecimal(crc32(text));
  if (stated !== actual)
    throw damagedPart(file, metadataKeys.manifest, `CRC-32 ${actual}`, `${stated ?? 'a checksum'}`);
  const outcome = manifestSchema.safeParse(parseJson(text, file));
  if (outcome.success) return outcome.data;
  const { path, message } = outcome.error.issues[0];
  throw damagedPart(
    file,
    [metadataKeys.manifest, ...path.map(String)].join('.'),
    'a manifest that does not fit',
    message,
  );
}

/** @returns the error of a part of a file that is not what was written */
export function damagedPart(file: string, field: string, found: string, expected: string): ExportError {
  const remedy = 'The file is damaged: restore it, or export the model again.';
  return new ExportError({ file, field, found, expected, remedy });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damagedPart(file, metadataKeys.manifest, causeText(cause), 'JSON');
  }
}

function hexadecimal(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}
