import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command, Option } from 'commander';
import { env } from 'onnxruntime-node';
import { writeFileAtomically } from '../../lib/common/atomicFile';
import { codeVersion } from '../../lib/common/codeVersion';
import { projectRoot } from '../../lib/common/projectRoot';
import { networkModules, type NetworkName } from '../../lib/experiments/configuration/networkModules';
import { buildNetwork } from '../../lib/experiments/networks/networks';
import { quantile } from '../../lib/metrics/statistics';
import { latencyText } from '../../lib/report/footprint/latencyText';
import type { LatencyResult, LatencyRow } from '../../lib/report/footprint/latencyResult';
import { runCommand } from '../../scripts/commandLine';
import { wholeNumber } from '../../scripts/runOptions';
import { measuredMachine } from '../machine';
import { exportVariant, variants, type Variant } from './variants';
import type { LatencyAnswer, LatencyRequest } from './worker';

interface Options {
  readonly networks: readonly NetworkName[];
  readonly scales: readonly Scale[];
  readonly threads: number;
  readonly trial: boolean;
}

const scaleNames = ['tiny', 'mini', 'paper'] as const;
type Provider = LatencyRequest['provider'];
type Scale = (typeof scaleNames)[number];

/** Turns of each variant; in each, runs before the first that counts, and those that count. */
const counts: Readonly<Record<Scale, Pick<LatencyResult, 'rounds' | 'warmUp' | 'repetitions'>>> = {
  tiny: { rounds: 2, warmUp: 5, repetitions: 20 },
  mini: { rounds: 7, warmUp: 20, repetitions: 100 },
  paper: { rounds: 3, warmUp: 1, repetitions: 8 },
};
const names = Object.keys(networkModules) as NetworkName[];

const command = new Command('npm run bench:latency --')
  .description(
    'Measures exported networks in onnxruntime, an image at a time; results go to results/latency/.',
  )
  .addOption(new Option('--networks <names...>', 'which').choices(names).default(['wdr']))
  .addOption(new Option('--scales <names...>', 'which').choices([...scaleNames]).default(['mini', 'paper']))
  .option('--threads <count>', 'threads of onnxruntime', wholeNumber, availableParallelism())
  .option('--trial', 'store nothing', false)
  .action(bench);

async function bench(options: Options): Promise<void> {
  for (const provider of ['cpu', 'cuda'] as const) {
    const missing = await faultOf(provider);
    if (missing !== undefined) {
      console.log(`${provider} is left out: ${missing}`);
      continue;
    }
    for (const scale of options.scales) {
      for (const network of options.networks) await measure(network, scale, provider, options);
    }
  }
}

async function measure(
  network: NetworkName,
  scale: Scale,
  provider: Provider,
  { threads, trial }: Options,
): Promise<void> {
  const [before] = loadavg();
  const folder = await mkdtemp(join(tmpdir(), 'latency-'));
  const { rounds, warmUp, repetitions } = counts[scale];
  let rows: LatencyRow[];
  try {
    const exported: ExportedFile[] = [];
    for (const [index, variant] of variants.entries())
      exported.push(await writeVariant(network, scale, variant, join(folder, `${index}.onnx`)));
    const answers: LatencyAnswer[][] = exported.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const [index, { file, shape }] of exported.entries())
        answers[index].push(await runAlone({ file, shape, provider, threads, warmUp, repetitions }));
    }
    rows = exported.map((one, index) => ({
      ...{ network, scale, variant: variants[index].label, moduleBits: one.moduleBits },
      ...{
        activationBits: variants[index].activationBits,
        bytes: one.size,
        bitOperations: one.bitOperations,
      },
      ...timesOf(answers[index], answers[0]),
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
  const result: LatencyResult = {
    ...{ provider, rows, threads, rounds, warmUp, repetitions },
    machine: measuredMachine(before),
    versions: { onnxruntime: env.versions.node ?? env.versions.common, node: process.version },
    codeVersion: await codeVersion(),
    date: new Date().toISOString(),
  };
  console.log(latencyText(result));
  if (trial) return;
  const file = join(projectRoot, 'results', 'latency', `${network}-${scale}-${provider}.json`);
  await writeFileAtomically(file, `${JSON.stringify(result, null, 2)}\n`);
}

/** An exported variant on disk. */
interface ExportedFile extends Pick<LatencyRow, 'moduleBits' | 'bitOperations'> {
  readonly file: string;
  readonly size: number;
  /** [1, H, W, 3] */
  readonly shape: readonly number[];
}

async function writeVariant(
  network: NetworkName,
  scale: Scale,
  variant: Variant,
  file: string,
): Promise<ExportedFile> {
  const model = { network, scale };
  const built = buildNetwork(model, 1);
  try {
    const { bytes, moduleBits, bitOperations } = await exportVariant(model, built, variant);
    await writeFile(file, bytes);
    const [width, height] = built.inputSize;
    return { file, size: bytes.length, moduleBits, bitOperations, shape: [1, height, width, 3] };
  } finally {
    built.dispose();
  }
}

/**
 * @param answers - of a variant, one a round
 * @param references - of float32 in the same rounds; the speed is the median of the rounds' ratios
 */
function timesOf(answers: readonly LatencyAnswer[], references: readonly LatencyAnswer[]) {
  const all = answers.flatMap(({ milliseconds }) => milliseconds);
  const ratios = answers.map(
    ({ milliseconds }, round) =>
      quantileOf(references[round].milliseconds, 0.5) / quantileOf(milliseconds, 0.5),
  );
  return {
    medianMilliseconds: quantileOf(all, 0.5),
    ninetiethPercentileMilliseconds: quantileOf(all, 0.9),
    residentBytes: Math.max(...answers.map(({ residentBytes }) => residentBytes)),
    speed: quantileOf(ratios, 0.5),
  };
}

function quantileOf(values: readonly number[], share: number): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    share,
  );
}

/** @returns why nothing can be computed there; undefined where it can */
async function faultOf(provider: Provider): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'latency-'));
  const file = join(folder, 'probe.onnx');
  try {
    const { shape } = await writeVariant('wdr', 'tiny', variants[0], file);
    await runAlone({ file, shape, provider, threads: 1, warmUp: 0, repetitions: 1 });
    return undefined;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (stderr === undefined) throw error;
    return /^Error: (.*)$/m.exec(stderr)?.[1] ?? stderr;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function runAlone(request: LatencyRequest): Promise<LatencyAnswer> {
  const script = join(__dirname, 'worker.js');
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(request)]);
  return JSON.parse(stdout) as LatencyAnswer;
}

runCommand(async () => {
  await command.parseAsync();
});
