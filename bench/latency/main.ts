import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command, Option } from 'commander';
import { env } from 'onnxruntime-node';
import { writeFileAtomically } from '../../lib/common/atomicFile';
import { codeVersion } from '../../lib/common/codeVersion';
import { projectRoot } from '../../lib/common/projectRoot';
import { networkModules, type NetworkName } from '../../lib/experiments/networkModules';
import { buildNetwork } from '../../lib/experiments/networks';
import { latencyText } from '../../lib/report/footprint/latencyText';
import type { LatencyResult, LatencyRow } from '../../lib/report/footprint/latencyResult';
import { runCommand } from '../../scripts/commandLine';
import { wholeNumber } from '../../scripts/runOptions';
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

/** Runs before the first that counts, and those that count. */
const counts: Readonly<Record<Scale, { readonly warmUp: number; readonly repetitions: number }>> = {
  tiny: { warmUp: 5, repetitions: 20 },
  mini: { warmUp: 50, repetitions: 300 },
  paper: { warmUp: 2, repetitions: 10 },
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
  const rows: LatencyRow[] = [];
  const { warmUp, repetitions } = counts[scale];
  try {
    for (const [index, variant] of variants.entries()) {
      const file = join(folder, `${index}.onnx`);
      const exported = await writeVariant(network, scale, variant, file);
      const { milliseconds, residentBytes } = await runAlone({
        ...{ file, shape: exported.shape, provider, threads, warmUp, repetitions },
      });
      const sorted = [...milliseconds].sort((a, b) => a - b);
      const medianMilliseconds = sorted[sorted.length >> 1];
      const { label, activationBits } = variant;
      rows.push({
        ...{ network, scale, variant: label, moduleBits: exported.moduleBits, activationBits },
        ...{ bytes: exported.size, bitOperations: exported.bitOperations, medianMilliseconds },
        ninetiethPercentileMilliseconds: sorted[Math.ceil(0.9 * sorted.length) - 1],
        residentBytes,
        speed: (rows[0]?.medianMilliseconds ?? medianMilliseconds) / medianMilliseconds,
      });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  const result: LatencyResult = {
    ...{ provider, rows, threads, warmUp, repetitions },
    machine: {
      system: `${type()} ${release()} ${process.arch}`,
      processor: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      memory: totalmem(),
      load: [before, loadavg()[0]],
    },
    versions: { onnxruntime: env.versions.node ?? env.versions.common, node: process.version },
    codeVersion: await codeVersion(),
    date: new Date().toISOString(),
  };
  console.log(latencyText(result));
  if (trial) return;
  const file = join(projectRoot, 'results', 'latency', `${network}-${scale}-${provider}.json`);
  await writeFileAtomically(file, `${JSON.stringify(result, null, 2)}\n`);
}

async function writeVariant(network: NetworkName, scale: Scale, variant: Variant, file: string) {
  const model = { network, scale };
  const built = buildNetwork(model, 1);
  try {
    const { bytes, moduleBits, bitOperations } = await exportVariant(model, built, variant);
    await writeFile(file, bytes);
    const [width, height] = built.inputSize;
    return { size: bytes.length, moduleBits, bitOperations, shape: [1, height, width, 3] };
  } finally {
    built.dispose();
  }
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
