import { join } from 'node:path';
import { Command, Option } from 'commander';
import { writeFileAtomically } from '../lib/common/atomicFile';
import { ConfigurationError } from '../lib/common/errors';
import { resultsFolderOf } from '../lib/experiments/store/resultFolders';
import type { ProfileName } from '../lib/experiments/configuration/runConfiguration';
import { ledgerCsv } from '../lib/report/ledger/ledgerTable';
import { costSentence, runTableCsv } from '../lib/report/ledger/runTable';
import { storedLedger } from '../lib/report/ledger/storedLedger';
import { createTerminalReporter } from '../lib/report/terminalReporter';
import { runCommand } from './commandLine';

const command = new Command('npm run ledger --')
  .description(
    'Writes every number and claim of the paper beside ours, and what each run took, from stored results: results/ledger.csv and results/runs.csv.',
  )
  .addOption(
    new Option('--profile <name>', 'scale of the results').choices(['mini', 'paper']).default('mini'),
  )
  .action(async ({ profile }: { readonly profile: ProfileName }) => {
    const folder = resultsFolderOf(profile);
    const { ledger, runs } = await storedLedger(profile, createTerminalReporter(process.stderr));
    if (runs.length === 0) throw nothingStored(join(folder, profile), profile);
    const file = join(folder, 'ledger.csv');
    await writeFileAtomically(file, ledgerCsv(ledger));
    const runsFile = join(folder, 'runs.csv');
    await writeFileAtomically(runsFile, runTableCsv(runs));
    for (const { claim, reading, verdict, evidence } of ledger.claims) {
      console.log([claim, reading, verdict, evidence].filter((part) => part !== '').join('; '));
    }
    console.log(`${ledger.numbers.length} numbers and ${ledger.claims.length} readings of claims: ${file}`);
    console.log(`${costSentence(runs)}: ${runsFile}`);
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
