import { join } from 'node:path';
import { Command, Option } from 'commander';
import { writeFileAtomically } from '../lib/common/atomicFile';
import { ConfigurationError } from '../lib/common/errors';
import { resultsFolderOf } from '../lib/experiments/laboratory';
import { openResultsStore } from '../lib/experiments/resultsStore';
import type { ProfileName } from '../lib/experiments/runConfiguration';
import { makeLedger } from '../lib/report/ledger/ledger';
import { ledgerCsv } from '../lib/report/ledger/ledgerTable';
import { createTerminalReporter } from '../lib/report/terminalReporter';
import { runCommand } from './commandLine';

const command = new Command('npm run ledger --')
  .description(
    'Writes every number and claim of the paper beside ours, from stored results: results/ledger.csv.',
  )
  .addOption(
    new Option('--profile <name>', 'scale of the results').choices(['mini', 'paper']).default('mini'),
  )
  .action(async ({ profile }: { readonly profile: ProfileName }) => {
    const folder = resultsFolderOf(profile);
    const { runs, damaged } = await openResultsStore(folder, createTerminalReporter(process.stderr)).list(
      profile,
    );
    if (damaged.length > 0) throw damaged[0].error;
    if (runs.length === 0) throw nothingStored(join(folder, profile), profile);
    const ledger = makeLedger(profile, runs);
    const file = join(folder, 'ledger.csv');
    await writeFileAtomically(file, ledgerCsv(ledger));
    for (const { claim, reading, verdict, evidence } of ledger.claims) {
      console.log([claim, reading, verdict, evidence].filter((part) => part !== '').join('; '));
    }
    console.log(`${ledger.numbers.length} numbers and ${ledger.claims.length} readings of claims: ${file}`);
  });

function nothingStored(folder: string, profile: ProfileName): ConfigurationError {
  return new ConfigurationError({
    file: folder,
    found: 'no result',
    expected: 'at least one stored run',
    remedy: `Run \`npm run reproduce -- --profile ${profile}\` first.`,
  });
}

runCommand(async () => {
  await command.parseAsync();
});
