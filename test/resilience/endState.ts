import { readFile } from 'node:fs/promises';
import { canonicalJson, sha256, type JsonValue } from '../../lib/common/canonicalJson';
import type { StoredTensor } from '../../lib/common/safetensors';
import { checkpointFile, weightsFile } from '../../lib/experiments/run/runFiles';
import type { FinishedRun } from '../../lib/experiments/store/storedRun';
import type { Checkpoint } from '../../lib/training/checkpoint';
import { decodeCheckpoint } from '../../lib/training/checkpointFormat';

/** Parts of what a run ends with. */
export const endParts = [
  'weights',
  'optimizer',
  'quantizers and masks',
  'statistics',
  'random states and cursor',
  'curve',
  'metrics',
] as const;

export type EndPart = (typeof endParts)[number];

/** What a run ended with: the SHA-256 of every part, and its numbers. */
export type EndState = Readonly<Record<EndPart, { readonly digest: string; readonly numbers: number[] }>>;

/**
 * Reads what a run has left: its checkpoint, which is of the last step, and its weights, which come after the statistics
 * were estimated anew.
 * @param finished - undefined where it was not scored
 */
export async function readEndState(
  workFolder: string,
  id: string,
  finished: Pick<FinishedRun, 'metrics' | 'images'> | undefined,
): Promise<EndState> {
  const read = async (file: string) => decodeCheckpoint(await readFile(file), file);
  const [trained, left] = [
    await read(checkpointFile(workFolder, id)),
    await read(weightsFile(workFolder, id)),
  ];
  const tensors = (of: (checkpoint: Checkpoint) => ReadonlyMap<string, StoredTensor>) =>
    partOf([...of(trained), ...of(left)]);
  const scores = finished && { metrics: finished.metrics, images: finished.images };
  return {
    weights: tensors(({ weights }) => weights),
    optimizer: tensors(({ optimizer }) => optimizer.slots),
    'quantizers and masks': tensors(({ quantizers }) => quantizers.tensors),
    statistics: tensors(({ statistics }) => statistics),
    'random states and cursor': partOf(
      [],
      [trained, left].map(({ step, cursor: { epoch, position }, randomStates }) => ({
        ...{ step, epoch, position },
        randomStates: Object.fromEntries(
          Object.entries(randomStates).map(([name, state]) => [name, [...state]]),
        ),
      })),
    ),
    curve: partOf([], trained.loop['curve']),
    metrics: partOf([], (scores ?? []) as unknown as JsonValue),
  };
}

/** @returns the parts that differ in a bit */
export function differentParts(one: EndState, other: EndState): EndPart[] {
  return endParts.filter((part) => one[part].digest !== other[part].digest);
}

/** @returns the largest difference between two numbers of the same place in a part; infinite where one has more of them */
export function deviation(one: EndState, other: EndState, part: EndPart): number {
  const [numbers, others] = [one[part].numbers, other[part].numbers];
  if (numbers.length !== others.length) return Infinity;
  return numbers.reduce((most, value, index) => Math.max(most, Math.abs(value - others[index])), 0);
}

function partOf(tensors: (readonly [string, StoredTensor])[], json: JsonValue = []) {
  const bytes = tensors.flatMap(([name, { shape, data }]) => [
    Buffer.from(`${name} ${shape.join()} `),
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  ]);
  const numbers = [
    ...tensors.flatMap(([, { data }]) => Array.from(data as Float32Array)),
    ...numbersOf(json),
  ];
  return { digest: sha256(Buffer.concat([...bytes, Buffer.from(canonicalJson({ json }))])), numbers };
}

function numbersOf(json: JsonValue): number[] {
  if (typeof json === 'number') return [json];
  return json === null || typeof json !== 'object' ? [] : Object.values(json).flatMap(numbersOf);
}
