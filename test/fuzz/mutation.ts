import type { Random } from '../../lib/common/random';

/** Damages a file's bytes at random. */
export type Mutation = (random: Random, bytes: Buffer) => Buffer;

const hugeNumbers = [0xffffffff, 0x7fffffff, 0x80000000, 0x7ff00000, 0x00000000];
/** What stands where a number should, or a number that should not be there */
const strangeTokens = [
  ...[
    'NaN',
    'Infinity',
    '-Infinity',
    '1e999',
    '-1e999',
    '1e308',
    '1e-320',
    '-1',
    '0',
    '-0',
    '00',
    '1e',
    '+',
    '.5',
  ],
  ...[
    'null',
    'true',
    '""',
    '[]',
    '{}',
    '2147483648',
    '-2147483649',
    '9007199254740993',
    '999999999999',
    '0x10',
    '',
  ],
];

/** Bits, bytes and blocks changed, cut, doubled, moved; sizes that claim gigabytes. */
const binaryMutations: readonly Mutation[] = [
  (random, bytes) =>
    changed(bytes, random.integer(bytes.length), (value) => value ^ (1 << random.integer(8))),
  (random, bytes) => changed(bytes, random.integer(bytes.length), () => random.integer(256)),
  (random, bytes) => bytes.subarray(0, random.integer(bytes.length)),
  (random, bytes) => {
    const [start, end] = range(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  (random, bytes) => {
    const [start, end] = range(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
  },
  (random, bytes) => {
    const [start, end] = range(random, bytes.length);
    return Buffer.from(bytes).fill(random.integer(2) * 255, start, end);
  },
  (random, bytes) => {
    const noise = Buffer.from(Array.from({ length: 1 + random.integer(40) }, () => random.integer(256)));
    const place = random.integer(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, place), noise, bytes.subarray(place)]);
  },
  (random, bytes) => {
    const copy = Buffer.from(bytes);
    if (bytes.length < 4) return copy;
    // Headers are where sizes stand.
    const place = random.integer(
      random.integer(2) === 0 ? Math.min(128, bytes.length - 3) : bytes.length - 3,
    );
    const number = hugeNumbers[random.integer(hugeNumbers.length)];
    if (random.integer(2) === 0) copy.writeUInt32LE(number, place);
    else copy.writeUInt32BE(number, place);
    return copy;
  },
];

/** Numbers, words and lines replaced, dropped, doubled, exchanged. */
const textMutations: readonly Mutation[] = [
  (random, bytes) =>
    replacedToken(random, bytes, /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi, () => pick(random, strangeTokens)),
  (random, bytes) =>
    replacedToken(random, bytes, /-?\d+(?:\.\d+)?/g, (number) =>
      String(Number(number) * 10 ** (random.integer(41) - 20)),
    ),
  (random, bytes) => replacedToken(random, bytes, /[A-Za-z_]\w*/g, () => pick(random, strangeTokens)),
  (random, bytes) =>
    replacedToken(random, bytes, /[[\]{},:/\s]/g, () => pick(random, ['', ',', ' ', '[', '}', '\n', '/'])),
  (random, bytes) => {
    const lines = bytes.toString('latin1').split('\n');
    const [first, second] = [random.integer(lines.length), random.integer(lines.length)];
    const action = random.integer(3);
    if (action === 0) lines.splice(first, 1);
    else if (action === 1) lines.splice(first, 0, lines[second]);
    else [lines[first], lines[second]] = [lines[second], lines[first]];
    return Buffer.from(lines.join('\n'), 'latin1');
  },
];

/** Damages bytes, two times in three as text is damaged. */
export const mutateText: Mutation = (random, bytes) =>
  repeated(random, bytes, random.integer(3) > 0 ? textMutations : binaryMutations);

/** Damages bytes. */
export const mutateBinary: Mutation = (random, bytes) => repeated(random, bytes, binaryMutations);

/** Mostly once, at times up to four times. */
function repeated(random: Random, bytes: Buffer, mutations: readonly Mutation[]): Buffer {
  let mutant = bytes;
  for (let left = 1 + random.integer(2) * random.integer(4); left > 0; left--) {
    if (mutant.length > 0) mutant = pick(random, mutations)(random, mutant);
  }
  return mutant;
}

function changed(bytes: Buffer, place: number, change: (value: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  copy[place] = change(copy[place]);
  return copy;
}

function replacedToken(
  random: Random,
  bytes: Buffer,
  tokens: RegExp,
  replacement: (token: string) => string,
): Buffer {
  const text = bytes.toString('latin1');
  const found = [...text.matchAll(tokens)];
  if (found.length === 0) return bytes;
  const { 0: token, index } = pick(random, found);
  return Buffer.from(text.slice(0, index) + replacement(token) + text.slice(index + token.length), 'latin1');
}

function range(random: Random, length: number): [start: number, end: number] {
  const start = random.integer(length);
  return [start, Math.min(length, start + 1 + random.integer(random.integer(2) === 0 ? 8 : length))];
}

/** @returns one of the values */
export function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.integer(values.length)];
}
