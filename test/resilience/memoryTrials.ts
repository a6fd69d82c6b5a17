import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { causeText } from '../../lib/common/causeText';
import { silentReporter } from '../../lib/common/reporter';
import { openResultsStore } from '../../lib/experiments/store/resultsStore';
import type { RunIngredients } from '../../lib/experiments/configuration/runIdentity';
import { writeCheckpoint, type Checkpoint } from '../../lib/training/checkpoint';
import { exampleIngredients, exampleRun } from '../support/exampleRun';
import { forkScript } from '../support/forkScript';

/** What came of a write for which there was no memory. */
export interface MemoryTrial {
  readonly name: string;
  /** How the writer ended, or what it threw */
  readonly found: string;
  /** What must not be, in words */
  readonly faults: readonly string[];
}

/** Of the run that there is no memory for. */
export const otherIngredients: RunIngredients = { ...exampleIngredients, dataHash: 'e'.repeat(64) };

/** @returns a checkpoint of as many numbers, all 0 */
export function exampleCheckpoint(step: number, count: number): Checkpoint {
  const data = new Float32Array(count);
  return {
    model: { architecture: 'wdr', configurationHash: '0123abcd' },
    ...{ step, cursor: { epoch: 0, position: step }, randomStates: {} },
    weights: new Map([['head.weight', { dtype: 'F32', shape: [count], data }]]),
    ...{ statistics: new Map(), optimizer: { kind: 'sgd', slots: new Map() } },
    ...{ quantizers: { configuration: {}, tensors: new Map() }, best: {}, loop: {} },
  };
}

/** Has processes write a run and a checkpoint with too little memory, and looks at what was there before. */
export async function tryShortMemory(): Promise<MemoryTrial[]> {
  const folder = await mkdtemp(join(tmpdir(), 'memory-'));
  try {
    return await Promise.all([
      tryRun(join(folder, 'results')),
      tryCheckpoint(join(folder, 'last.safetensors')),
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The JavaScript memory of the process is full while it writes: V8 ends it. */
async function tryRun(place: string): Promise<MemoryTrial> {
  await mkdir(place);
  const store = openResultsStore(place, silentReporter);
  const { id } = await store.save(exampleRun());
  const ended = await write(['run', place], ['--max-old-space-size=192']);
  const before = await store.list('smoke');
  const left = await readdir(join(place, '.store', 'unfinished'));
  const { id: other } = await store.save(exampleRun(otherIngredients));
  const after = await store.list('smoke');
  const unfinished = await readdir(join(place, '.store', 'unfinished'));
  return {
    name: 'a run, while its files are written',
    found: ended.text,
    faults: [
      ...(ended.signal === 'SIGABRT' ? [] : [`the writer did not run out of memory: ${ended.text}`]),
      ...(left.length > 0 ? [] : ['the writer did not die while it wrote']),
      ...(isOne(before, id) ? [] : ['the run stored before is not as it was']),
      ...(after.runs.some((run) => run.id === other) ? [] : ['the run cannot be stored afterwards']),
      ...(unfinished.length === 0 ? [] : ['an unfinished folder stays']),
    ],
  };
}

/** The process may not have the bytes of the file beside the weights: an array cannot be made. */
async function tryCheckpoint(file: string): Promise<MemoryTrial> {
  await writeCheckpoint(file, exampleCheckpoint(1, 10));
  const bytes = await readFile(file);
  const { text } = await write(['checkpoint', file, String(1 << 26)], []);
  return {
    name: 'a checkpoint of 256 MiB, room for 64',
    found: text,
    faults: [
      ...(text.startsWith('CheckpointError') ? [] : [`no typed error, but ${text}`]),
      ...((await readFile(file)).equals(bytes) ? [] : ['the checkpoint before is not as it was']),
      ...((await readdir(dirname(file))).some((name) => name.endsWith('.tmp')) ? ['a part stays'] : []),
    ],
  };
}

type Listed = Awaited<ReturnType<ReturnType<typeof openResultsStore>['list']>>;

function isOne({ runs, damaged }: Listed, id: string): boolean {
  return runs.length === 1 && runs[0].id === id && damaged.length === 0;
}

function write(
  words: readonly string[],
  execArgv: string[],
): Promise<{ text: string; signal: NodeJS.Signals | null }> {
  const writer = forkScript(join(__dirname, 'hungryWriter'), words, {
    execArgv,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    let said: string | undefined;
    writer.on('message', (message: string | { name: string; message: string }) => {
      if (typeof message === 'string') said = message;
      else said = `${message.name}: ${/found (.*?);/.exec(message.message)?.[1] ?? message.message}`;
    });
    writer.on('error', reject);
    writer.on('close', (code, signal) => {
      resolve({ text: said ?? `the process ends (${signal ?? causeText(code)})`, signal });
    });
  });
}
