import { columnsText } from '../tables/tableText';
import type { LatencyResult, LatencyRow } from './latencyResult';

/** What is faster or slower by less than this is called as fast. */
export const noticeable = 0.1;

/** @returns a measurement as a table for a terminal, and in words which widths bring no speed */
export function latencyText({
  rows,
  provider,
  threads,
  rounds,
  warmUp,
  repetitions,
  machine,
}: LatencyResult): string {
  const headings = [
    'variant',
    'file, MB',
    'bit operations, G',
    'median, ms',
    '90 %, ms',
    'memory, MB',
    'speed',
  ];
  const cells = rows.map((row) => [
    row.variant,
    (row.bytes / 1e6).toFixed(3),
    (row.bitOperations / 1e9).toFixed(1),
    row.medianMilliseconds.toFixed(2),
    row.ninetiethPercentileMilliseconds.toFixed(2),
    (row.residentBytes / 1e6).toFixed(0),
    `${row.speed.toFixed(2)}x`,
  ]);
  const toTheRight = headings.map((_, column) => column > 0);
  const [{ network, scale }] = rows;
  return [
    `${network}, ${scale}: onnxruntime on ${provider}, ${threads} threads, ${machine.processor}`,
    ...columnsText(headings, cells, toTheRight),
    `${rounds} turns of ${repetitions} runs after ${warmUp}, each in a process of its own; speed: float32 of the same turn over it. ${speedSentence(rows)}`,
  ].join('\n');
}

/**
 * @param rows - float32 is the first
 * @returns which variants are faster than float32, and which are not
 */
export function speedSentence(rows: readonly LatencyRow[]): string {
  const others = rows.slice(1);
  const faster = others.filter(({ speed }) => speed > 1 + noticeable);
  const idle = others.filter(({ speed }) => speed <= 1 + noticeable);
  const list = (some: readonly LatencyRow[]) =>
    some.map(({ variant, speed }) => `${variant} (${speed.toFixed(2)}x)`).join('; ');
  return [
    faster.length === 0 ? 'No lower width is faster than float32.' : `Faster than float32: ${list(faster)}.`,
    ...(idle.length === 0 || faster.length === 0 ? [] : [`No speed is gained by ${list(idle)}.`]),
  ].join(' ');
}
