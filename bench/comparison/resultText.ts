import type { BenchmarkResult, SideResult } from './result';

/** @returns lines that say what a benchmark found */
export function resultText({ name, title, unit, ratio, goal, spread, ours, peers }: BenchmarkResult): string {
  const verdict = goal === undefined ? '' : `, goal ${goal}: ${ratio >= goal ? 'reached' : 'missed'}`;
  const range = `${spread.lower.toFixed(2)} to ${spread.upper.toFixed(2)}`;
  return [
    `${name}: ${title}`,
    `  ratio ${ratio.toFixed(2)} (quartiles of the rounds ${range}${verdict})`,
    `  ours  ${sideText(ours, unit)}`,
    ...peers.map((peer) => `  peer  ${sideText(peer, unit)}`),
  ].join('\n');
}

function sideText({ label, median, lower, upper, processor }: SideResult, unit: string): string {
  const scale = unit === 'bytes' ? 2 ** 20 : 1;
  const [middle, low, high] = [median, lower, upper].map((value) => (value / scale).toPrecision(4));
  const range = `${middle} ${unit === 'bytes' ? 'MiB' : unit} (${low} to ${high})`;
  return `${label}: ${range}, processor ${processor.toPrecision(4)} ms`;
}
