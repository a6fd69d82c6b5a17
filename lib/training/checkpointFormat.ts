/*
 * Checkpoint <-> bytes of a safetensors file. Tensors carry their group before the name (`weights/fpn.0.weight`), all else
 * is canonical JSON in the metadata. Each state has exactly one file: the header must be the one that would be written, and
 * a SHA-256 over the whole file, taken with the digest's own place at zeros, must agree. So no changed byte goes unnoticed.
 */
import { z } from 'zod';
import { canonicalJson, sha256 } from '../common/canonicalJson';
import type { JsonObject } from '../common/canonicalJson';
import { CheckpointError, NumericalError } from '../common/errors';
import {
  decodeSafetensors,
  encodeSafetensors,
  encodeSafetensorsHeader,
  type SafetensorsContent,
  type StoredTensor,
  type TensorMap,
} from '../common/safetensors';
import { validate } from '../common/validation';
import type { Checkpoint } from './checkpoint';

const formatName = 'mqat checkpoint';
const formatVersion = 1;
const emptyDigest = '0'.repeat(64);
const groups = ['weights', 'statistics', 'optimizer', 'quantizers'] as const;
type Group = (typeof groups)[number];

const count = z.number().int().min(0);
const stateSchema = z.strictObject({
  model: z.strictObject({ architecture: z.string(), configurationHash: z.string() }),
  step: count,
  cursor: z.strictObject({ epoch: count, position: count }),
  randomStates: z.record(z.string(), z.array(z.number().int())),
  optimizerKind: z.string(),
  quantizerConfiguration: z.record(z.string(), z.json()),
  best: z.record(z.string(), z.number()),
  loop: z.record(z.string(), z.json()),
});

/**
 * Lays out a checkpoint; equal checkpoints give equal bytes.
 * @param file - where it is going, for messages
 * @throws NumericalError when a number in it is not finite
 */
export function encodeCheckpoint(checkpoint: Checkpoint, file: string): Uint8Array {
  const { model, step, cursor, randomStates, optimizer, quantizers, best, loop } = checkpoint;
  const tensors = joinGroups({
    weights: checkpoint.weights,
    statistics: checkpoint.statistics,
    optimizer: optimizer.slots,
    quantizers: quantizers.tensors,
  });
  for (const [name, tensor] of tensors) checkFinite(name, tensor, file);
  const state = {
    ...{ model, step, cursor, randomStates, best, loop },
    optimizerKind: optimizer.kind,
    quantizerConfiguration: quantizers.configuration,
  };
  const metadata = new Map([
    ['format', formatName],
    ['version', String(formatVersion)],
    ['state', stateText(state, file)],
    ['sha256', emptyDigest],
  ]);
  const bytes = encodeSafetensors(tensors, metadata);
  metadata.set('sha256', sha256(bytes));
  bytes.set(encodeSafetensorsHeader(tensors, metadata));
  return bytes;
}

/**
 * Reads a checkpoint of any model.
 * @throws CheckpointError when the bytes are not exactly what {@link encodeCheckpoint} made
 */
export function decodeCheckpoint(bytes: Uint8Array, file: string): Checkpoint {
  const content = decodeSafetensors(bytes, file);
  checkFormat(content, file);
  checkDigest(bytes, content, file);
  const source = `${file}: metadata, state`;
  const text = content.metadata.get('state') ?? '';
  const state = validate(stateSchema, parseState(text, source), source, CheckpointError);
  const { optimizerKind, quantizerConfiguration, ...rest } = state;
  const { weights, statistics, optimizer, quantizers } = splitGroups(content.tensors, file);
  return {
    ...rest,
    loop: rest.loop as JsonObject,
    weights,
    statistics,
    optimizer: { kind: optimizerKind, slots: optimizer },
    quantizers: { configuration: quantizerConfiguration as JsonObject, tensors: quantizers },
  };
}

function stateText(state: object, file: string): string {
  try {
    return canonicalJson(state);
  } catch {
    throw notFinite(file, 'best, loop or quantizers.configuration', 'a number that is not finite');
  }
}

function parseState(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(source, undefined, (cause as Error).message, 'JSON');
  }
}

function checkFormat({ metadata }: SafetensorsContent, file: string): void {
  const found = `${metadata.get('format') ?? 'no format'}, version ${metadata.get('version') ?? 'none'}`;
  const expected = `${formatName}, version ${formatVersion}`;
  if (found !== expected) throw damaged(file, 'metadata, format', found, expected);
}

function checkDigest(bytes: Uint8Array, { tensors, metadata }: SafetensorsContent, file: string): void {
  const header = encodeSafetensorsHeader(tensors, metadata);
  const data = bytes.subarray(header.byteLength);
  const blank = encodeSafetensorsHeader(tensors, new Map([...metadata, ['sha256', emptyDigest]]));
  const digest = sha256(blank, data);
  const stored = metadata.get('sha256') ?? 'none';
  if (stored !== digest) throw damaged(file, 'metadata, sha256', stored, `the digest of the file, ${digest}`);
  if (Buffer.compare(header, bytes.subarray(0, header.byteLength)) !== 0) {
    throw damaged(file, 'header (byte 8)', 'another spelling', 'the one in which checkpoints are written');
  }
}

function joinGroups(parts: Readonly<Record<Group, TensorMap>>): Map<string, StoredTensor> {
  return new Map(
    groups.flatMap((group) =>
      [...parts[group]].map(([name, tensor]) => [`${group}/${name}`, tensor] as const),
    ),
  );
}

function splitGroups(tensors: TensorMap, file: string): Record<Group, Map<string, StoredTensor>> {
  const parts: Record<Group, Map<string, StoredTensor>> = {
    weights: new Map(),
    statistics: new Map(),
    optimizer: new Map(),
    quantizers: new Map(),
  };
  for (const [path, tensor] of tensors) {
    const group = groups.find((name) => path.startsWith(`${name}/`));
    if (group === undefined) {
      throw damaged(file, `tensor ${JSON.stringify(path)}`, 'no group', `one of ${groups.join(', ')}`);
    }
    parts[group].set(path.slice(group.length + 1), tensor);
  }
  return parts;
}

function checkFinite(name: string, { dtype, data }: StoredTensor, file: string): void {
  if (dtype !== 'F32' && dtype !== 'F64') return;
  for (let index = 0; index < data.length; index++) {
    if (!Number.isFinite(data[index])) {
      throw notFinite(file, `tensor ${name}, element ${index}`, String(data[index]));
    }
  }
}

function notFinite(file: string, field: string, found: string): NumericalError {
  const remedy = 'Nothing was written: go on from the last checkpoint with a lower learning rate.';
  return new NumericalError({ file, field, found, expected: 'finite numbers', remedy });
}

function damaged(file: string, field: string | undefined, found: string, expected: string): CheckpointError {
  const remedy = 'The checkpoint is damaged: restore it, or train again.';
  return new CheckpointError({ file, ...(field !== undefined && { field }), found, expected, remedy });
}
