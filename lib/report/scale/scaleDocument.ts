import type { PaperScale, ScaleRow } from '../../experiments/scale/paperScale';
import { studies } from '../../experiments/studies/registry';
import type { SimulationInputs } from '../../experiments/scale/simulationInputs';

const commas = (value: number) => Math.round(value).toLocaleString('en-US');

/** How a simulation was asked for. */
export interface ScaleRequest {
  readonly seeds: number;
  /** What makes the document again */
  readonly command: string;
  /** Of the inputs, below the project */
  readonly inputsFile: string;
}

/** @returns what the paper profile takes, what of it was measured and what assumed, as a document */
export function scaleDocument(
  { measured, assumed }: SimulationInputs,
  { runs, rows, chainHours }: PaperScale,
  { seeds, command, inputsFile }: ScaleRequest,
): string {
  const trainings = runs.filter(({ kind }) => kind === 'run');
  const steps = trainings.reduce((sum, { run }) => sum + run.configuration.training.plan.steps, 0);
  const { sustained, price, images } = assumed;
  return [
    '# Scale',
    '',
    `What the whole \`paper\` profile takes, by a simulation: \`${command}\` makes this page again from the plan in the code and`,
    `\`${inputsFile}\`. No run of this profile was done, and no GPU was at hand: times on GPUs are assumed speeds, not measurements.`,
    '',
    ...table(rows),
    '',
    `${runs.length} jobs, ${commas(steps)} training steps in all: every study that \`npm run reproduce -- --profile paper\` runs${extras()}, ${seeds === 1 ? 'one seed' : `${seeds} seeds`} each, a run that studies`,
    `share once, and Algorithm 1 by LSQ and by INQ. A GPU does one run at a time; a run waits for the one that it starts from, then`,
    'for the first GPU that is free, as the local executor does it. The longest chain of runs that start from each other takes',
    `${hours(chainHours[1])} to ${hours(chainHours[0])} h: no number of GPUs is faster, unless a run is spread over several, which the code does not do.`,
    '',
    '## Measured',
    '',
    'On the CPU, by `npm run scale -- --measure`:',
    '',
    `- multiply-accumulates for an image, G, counted on the layers as they are built: ${work(measured)}`,
    `- a forward and backward pass at paper scale, s (README, \`dist/bench/paperScale.js\`): ${passes(measured)}; what other networks take`,
    '  for a multiply-accumulate more than WDR they are taken to take on a GPU too',
    `- a step by LSQ takes ${measured.quantizedOverUnquantized} times as long as an unquantized one (\`results/bench\`, mini scale, one thread, no other load); the runs in`,
    `  \`results/runs.csv\` had other load beside them, their steps took ${stepTexts(measured)}`,
    `- decoding, PnP and metrics of an image: ${(1000 * measured.secondsAnImage).toFixed(2)} ms on one core (\`results/bench/evaluation.json\`, mini scale)`,
    '',
    '## Assumed',
    '',
    `- ${assumed.gpu}, ${sustained.low} to ${sustained.high} TFLOP/s sustained in training: ${sustained.source}`,
    `- ${price.usd} USD for an hour of one GPU: ${price.source}`,
    ...Object.entries(images).map(
      ([name, { train, validation, test, source }]) =>
        `- ${name}: ${commas(train)} images to train, ${commas(validation)} to validate and ${commas(test)} to test: ${source}`,
    ),
    '- a training step costs three forward passes; a product with the Hessian, by differences, two gradients',
    '- Algorithm 1 ends with the pyramid at 2 bits, then the head at 8, then the backbone at 4, which no study has',
    '',
    '## Left out',
    '',
    'Reading and augmenting images (a process beside the GPU has to make 8 images of 512x512 a step), checkpoints, starts of processes,',
    'failures and queues of a cluster.',
    '',
  ].join('\n');
}

type Measured = SimulationInputs['measured'];

function work({ multiplyAccumulates }: Measured): string {
  return Object.entries(multiplyAccumulates)
    .map(([key, count]) => `${key} ${(count / 1e9).toFixed(1)}`)
    .join(', ');
}

function passes({ secondsOfPass }: Measured): string {
  return Object.entries(secondsOfPass)
    .map(([network, seconds]) => `${network} ${seconds}`)
    .join(', ');
}

function stepTexts({ steps }: Measured): string {
  const milliseconds = (seconds: number) => (1000 * seconds).toFixed(0);
  return Object.entries(steps)
    .map(
      ([role, { runs, least, median }]) =>
        `${milliseconds(median)} ms in the median and ${milliseconds(least)} at least (${role}, ${runs} runs)`,
    )
    .join(', ');
}

/** Studies that nobody asked for. */
function extras(): string {
  const names = studies.filter(({ isExtra }) => isExtra === true).map(({ name }) => `\`${name}\``);
  return names.length === 0 ? '' : `, without ${names.join(' and ')}`;
}

function table(rows: readonly ScaleRow[]): string[] {
  const head = ['GPUs', 'TFLOP/s each', 'wall time, days', 'GPU-hours at work', 'at work, %', 'cost, USD'];
  const cells = rows.map(({ gpus, sustained, wallHours, busyHours, utilization, cost }) => [
    ...[String(gpus), String(sustained), (wallHours / 24).toFixed(1), commas(busyHours)],
    ...[(100 * utilization).toFixed(0), commas(cost)],
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column].length)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padStart(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => `${'-'.repeat(width - 1)}:`).join(' | ')} |`;
  return [line(head), rule, ...cells.map(line)];
}

function hours(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}
