import type { Algorithm1Record, RecordedAllocation, ScoredOrder } from '../experiments/flow/algorithm1Record';
import type { QuantizationStep } from '../mqat/algorithm1';
import type { ModuleBits } from '../quantizers/moduleBits';
import { formatCount, formatNumber } from './numberFormat';
import { smokeWatermark } from './provenance';
import { percentText } from './tables/measuredText';
import { columnsText } from './tables/tableText';

/** @returns all that Algorithm 1 did, a line each: probes, traces, importance, widths with their proof, steps, and the end */
export function algorithm1Text(record: Algorithm1Record): string[] {
  const { method, seed, profile, widths, compressionFactor, kBest, fullPrecision } = record;
  const start = kBest === null ? 'none beats full precision' : `${kBest} is quantized first`;
  return [
    ...(profile === 'smoke' ? [smokeWatermark] : []),
    `Algorithm 1 by ${method.toUpperCase()}, profile ${profile}, seed ${seed}: ${compressionFactor} times smaller, widths ${widths.join(', ')}`,
    '',
    `Probes, by ADD-0.1d on validation images; full precision ${percentText(fullPrecision.validation)} %: ${start}`,
    ...stepTable(record.probes),
    ...sensitivityText(record),
    ...allocationText(record),
    '',
    'Modules quantized one after the other, by ADD-0.1d on validation images',
    ...stepTable(record.steps),
    '',
    ...endText(record),
  ];
}

/** @returns a line for each order of modules, as given */
export function ordersText(orders: readonly ScoredOrder[]): string[] {
  const rows = orders.map(({ steps, validation, test, run }) => [
    steps.length === 0 ? 'full precision' : orderText(steps),
    percentText(validation),
    percentText(test),
    run,
  ]);
  return columnsText(['order', 'validation, %', 'test, %', 'run'], rows, [false, true, true, false]);
}

function stepTable(steps: Algorithm1Record['steps']): string[] {
  const rows = steps.map(({ module, bits, validation, run }) => [
    module,
    String(bits),
    percentText(validation),
    run,
  ]);
  return columnsText(['module', 'bits', 'validation, %', 'run'], rows, [false, true, true, false]);
}

function sensitivityText({ sensitivity, importance, widths, measure }: Algorithm1Record): string[] {
  if (sensitivity === null) return [];
  const { identity, layers } = sensitivity;
  const { batches, traces } = identity;
  const converged = layers.filter((layer) => layer.converged).length;
  const rows = layers.map(({ layer, weights, trace, interval, squaredErrors }) => [
    layer,
    formatCount(weights),
    formatNumber(trace, 3),
    `${formatNumber(interval.low, 3)} to ${formatNumber(interval.high, 3)}`,
    ...squaredErrors.map((error) => formatNumber(error, 3)),
  ]);
  const errors = widths.map((bits) => `|Q(W) - W|² at ${bits}`);
  return [
    '',
    `Traces of the layers' Hessians in run ${identity.run}, ${batches.count} batches of ${batches.size} training images, ${layers[0].probes} probes; ${converged} of ${layers.length} to ${formatNumber(100 * traces.relativeError)} %`,
    ...columnsText(['layer', 'weights', 'trace', '95 % interval', ...errors], rows, [
      false,
      true,
      true,
      true,
      ...widths.map(() => true),
    ]),
    '',
    `Importance by the ${measure}`,
    ...columnsText(
      ['module', ...widths.map((bits) => `${bits} bits`)],
      Object.entries(importance).map(([module, values]) => [
        module,
        ...values.map((value) => formatNumber(value, 3)),
      ]),
      [false, ...widths.map(() => true)],
    ),
  ];
}

function allocationText({ allocation }: Algorithm1Record): string[] {
  const { limit, certificate, runnerUp, otherMeasure, ranges } = allocation;
  const margins = ranges.flatMap(({ margin }) => (margin === null ? [] : [margin]));
  const firm =
    margins.length === 0
      ? []
      : [`the same unless an importance moves by ${formatNumber(Math.min(...margins), 3)}`];
  return [
    '',
    `Widths: ${answerText(allocation)} of ${kilobytes(limit)} kB allowed; ${[`optimal, gap ${certificate.gap}`, ...firm].join(', ')}`,
    `Runner-up: ${runnerUp === null ? 'none within the budget' : answerText(runnerUp)}`,
    ...(otherMeasure === null ? [] : [`By the ${otherMeasure.measure}: ${bitsText(otherMeasure.rho)}`]),
  ];
}

function endText({ steps, fullPrecision, compression, allocation }: Algorithm1Record): string[] {
  const { test, run } = steps[steps.length - 1];
  return [
    `Full precision: test ADD-0.1d ${percentText(fullPrecision.test)} %, run ${fullPrecision.run}`,
    `MQAT, ${bitsText(allocation.rho)}, ${formatNumber(compression, 3)} times smaller: test ADD-0.1d ${percentText(test)} %, run ${run}`,
  ];
}

function answerText({ rho, size, importance }: RecordedAllocation): string {
  return `${bitsText(rho)}, importance ${formatNumber(importance, 3)}, ${kilobytes(size)} kB`;
}

function bitsText(rho: ModuleBits): string {
  return Object.entries(rho)
    .map(([module, bits]) => `${module} ${bits}`)
    .join(', ');
}

function orderText(steps: readonly QuantizationStep[]): string {
  return steps.map(({ module, bits }) => `${module} ${bits}`).join(', then ');
}

function kilobytes(bits: number): string {
  return formatNumber(bits / 8000, 3);
}
