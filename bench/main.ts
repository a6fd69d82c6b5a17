import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { writeFileAtomically } from '../lib/common/atomicFile';
import { ConfigurationError } from '../lib/common/errors';
import { projectRoot } from '../lib/common/projectRoot';
import { runCommand } from '../scripts/commandLine';
import { wholeNumber } from '../scripts/runOptions';
import type { Benchmark } from './benchmark';
import { benchmarks } from './benchmarks';
import { resultOf } from './comparison/result';
import { resultText } from './comparison/resultText';
import { takeTurns } from './comparison/turns';

interface Options {
  readonly rounds?: number;
  readonly repetitions?: number;
  readonly threads: number;
  readonly trial?: boolean;
}

const command = new Command('npm run bench --')
  .description('Runs benchmarks against their peers, in turns; results go to results/bench/.')
  .argument('[names...]', 'benchmarks to run; all of them where none is named')
  .option('--rounds <count>', 'turns of each side', wholeNumber)
  .option('--repetitions <count>', 'repetitions a turn', wholeNumber)
  .option('--threads <count>', 'threads of each side', wholeNumber, availableParallelism())
  .option('--trial', 'store nothing')
  .action(bench);

async function bench(names: string[], options: Options): Promise<void> {
  for (const benchmark of chosen(benchmarks(options.threads), names)) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-'));
    try {
      await measure(benchmark, options, join(folder, 'exchange.safetensors'));
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}

async function measure(benchmark: Benchmark, options: Options, exchange: string): Promise<void> {
  const { rounds = benchmark.rounds, repetitions = benchmark.repetitions, trial } = options;
  const [load] = loadavg();
  const measured = await takeTurns(benchmark, { rounds, repetitions, exchange });
  const result = await resultOf(benchmark, measured, repetitions, load);
  console.log(resultText(result));
  if (trial === true) return;
  const threads = options.threads === availableParallelism() ? '' : `-threads${options.threads}`;
  const file = join(projectRoot, 'results', 'bench', `${benchmark.name}${threads}.json`);
  await writeFileAtomically(file, `${JSON.stringify(result, null, 2)}\n`);
}

function chosen(all: readonly Benchmark[], names: readonly string[]): readonly Benchmark[] {
  const known = all.map(({ name }) => name);
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw new ConfigurationError({
      field: 'names',
      found: stranger,
      expected: `some of ${known.join(', ')}`,
      remedy: 'Name a benchmark.',
    });
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

runCommand(async () => {
  await command.parseAsync();
});
