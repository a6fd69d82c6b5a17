import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { writeFileAtomically } from '../lib/common/atomicFile';
import { projectRoot } from '../lib/common/projectRoot';
import { measureSteps, measureWork } from '../lib/experiments/scale/measuredWork';
import { paperRuns } from '../lib/experiments/scale/paperRuns';
import { paperScale } from '../lib/experiments/scale/paperScale';
import { readSimulationInputs, type SimulationInputs } from '../lib/experiments/scale/simulationInputs';
import { scaleDocument } from '../lib/report/scale/scaleDocument';
import { runCommand } from './commandLine';
import { wholeNumber } from './runOptions';

interface Options {
  readonly gpus: readonly number[];
  readonly seeds: number;
  readonly price?: number;
  readonly inputs: string;
  readonly output: string;
  readonly measure: boolean;
}

const command = new Command('npm run scale --')
  .description('Simulates what the paper profile takes on GPUs, and writes docs/scale.md. Nothing is run.')
  .option('--gpus <counts>', 'numbers of GPUs, such as 1,8,64', counts, [1, 8, 64])
  .option('--seeds <count>', 'seeds of every study', wholeNumber, 1)
  .option('--price <usd>', 'of an hour of one GPU, instead of that in the inputs', Number)
  .option('--inputs <file>', 'what is measured and assumed', 'scripts/scale/inputs.json')
  .option('--output <file>', 'where to write the page', 'docs/scale.md')
  .option('--measure', 'measure what can be measured here, and write it into the inputs first', false)
  .action(scale);

async function scale({ gpus, seeds, price, inputs: file, output, measure }: Options): Promise<void> {
  const inputsFile = join(projectRoot, file);
  if (measure) await measureInputs(inputsFile);
  const read = await readSimulationInputs(inputsFile);
  const inputs =
    price === undefined
      ? read
      : { ...read, assumed: { ...read.assumed, price: { usd: price, source: 'as asked for' } } };
  const found = paperScale(inputs, gpus, seeds);
  const words = ['npm run scale --', `--gpus ${gpus.join(',')}`];
  if (seeds !== 1) words.push(`--seeds ${seeds}`);
  if (price !== undefined) words.push(`--price ${price}`);
  const text = scaleDocument(inputs, found, { seeds, command: words.join(' '), inputsFile: file });
  await writeFileAtomically(join(projectRoot, output), text);
  for (const { gpus: count, sustained, wallHours, cost } of found.rows)
    console.log(
      `${count} GPUs at ${sustained} TFLOP/s: ${(wallHours / 24).toFixed(1)} days, ${cost.toFixed(0)} USD`,
    );
}

async function measureInputs(file: string): Promise<void> {
  const inputs = await readSimulationInputs(file);
  const models = paperRuns(inputs.assumed.images, 1).map(({ run }) => run.configuration.model);
  const milliseconds = async (bench: string) => {
    const text = await readFile(join(projectRoot, 'results', 'bench', `${bench}.json`), 'utf8');
    return (JSON.parse(text) as { ours: { median: number } }).ours.median;
  };
  const ratio =
    (await milliseconds('training-mini-lsq-threads1')) / (await milliseconds('training-mini-threads1'));
  const measured: SimulationInputs['measured'] = {
    multiplyAccumulates: measureWork(models),
    secondsOfPass: inputs.measured.secondsOfPass,
    quantizedOverUnquantized: Number(ratio.toPrecision(3)),
    steps: measureSteps(await readFile(join(projectRoot, 'results', 'runs.csv'), 'utf8')),
    secondsAnImage: Number(((await milliseconds('evaluation')) / 1000).toPrecision(3)),
  };
  await writeFileAtomically(file, `${JSON.stringify({ ...inputs, measured }, undefined, 2)}\n`);
}

function counts(text: string): number[] {
  return text.split(',').map(wholeNumber);
}

runCommand(async () => {
  await command.parseAsync();
});
