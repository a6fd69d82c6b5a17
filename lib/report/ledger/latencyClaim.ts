/*
 * "Bit operations, and so latency, fall by the compression factor" (MQAT, section 5), held against exported networks as a
 * runtime executes them. Nothing random is drawn here, so that a margin stands in place of a test: what is called as fast
 * elsewhere.
 */
import { wholeVariant, type LatencyResult, type LatencyRow } from '../footprint/latencyResult';
import { noticeable } from '../footprint/latencyText';
import type { JudgedReading } from './claimVerdicts';

/** The claim in the paper's list. */
export const latencyClaim = 'latency-proportional';

const tolerance = 1 + noticeable;

/** What was measured at one scale on one processor. */
export interface JudgedLatency extends JudgedReading {
  /** Of the networks */
  readonly scale: string;
}

/**
 * Judges each scale on each processor: reproduced when every quantized variant of every network is faster than float32 by its
 * compression factor, the ratio of their files; contradicted when one is not.
 */
export function judgeLatency(results: readonly LatencyResult[]): JudgedLatency[] {
  const groups = new Map<string, { scale: string; provider: string; results: LatencyResult[] }>();
  for (const result of results) {
    const { provider } = result;
    const { scale } = result.rows[0];
    const key = `${provider} ${scale}`;
    const group = groups.get(key) ?? { scale, provider, results: [] };
    group.results.push(result);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ scale, provider, results: own }) => {
    const variants = own.flatMap(({ rows }) => variantsOf(rows));
    const count = (holds: (variant: Variant) => boolean) =>
      `${variants.filter(holds).length} of ${variants.length}`;
    const isProportional = ({ speed, compression }: Variant) => speed * tolerance >= compression;
    return {
      ...{
        reading: `${new Set(own.map(({ rows }) => rows[0].network)).size} networks of ${scale} scale in onnxruntime on ${provider}`,
        scale,
      },
      verdict: variants.every(isProportional) ? 'reproduced' : 'contradicted',
      evidence: [
        `bit operations of ${count((one) => one.operations * tolerance >= one.compression)} files fall by their factor`,
        `latency of ${count(isProportional)}`,
        `${count(({ speed }) => speed >= tolerance)} are faster at all`,
      ].join(', '),
    };
  });
}

/** How many times less a quantized file takes than that of float32. */
interface Variant {
  readonly compression: number;
  readonly operations: number;
  readonly speed: number;
}

function variantsOf(rows: readonly LatencyRow[]): Variant[] {
  const whole = rows.find(({ variant }) => variant === wholeVariant)!;
  return rows
    .filter((row) => row !== whole)
    .map(({ bytes, bitOperations, speed }) => ({
      ...{ compression: whole.bytes / bytes, operations: whole.bitOperations / bitOperations, speed },
    }));
}
